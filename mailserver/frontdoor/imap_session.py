"""Rewrite one IMAP session between an app and the server. No I/O.

A session takes bytes from both sides, and yields actions that the connection performs in order. It
changes only the greeting, capabilities, authentication, tagged results and UIDVALIDITY, and
corrects the server's deviations from the RFCs. All other bytes pass unchanged.
"""

from collections.abc import Iterable, Iterator

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import (
    Action,
    Close,
    Send,
    UpgradeToTls,
    merge_sends,
)
from bluebar.mailserver.frontdoor.answer_filter import AnswerFilter
from bluebar.mailserver.frontdoor.command_filter import CommandFilter
from bluebar.mailserver.frontdoor.command_queue import CommandQueue
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.fault_stages import by_stage, is_before_imap
from bluebar.mailserver.frontdoor.lexer import Lexer
from bluebar.mailserver.frontdoor.login_policy import LoginPolicy
from bluebar.mailserver.frontdoor.own_commands import OwnSearch, nothing
from bluebar.mailserver.frontdoor.proxy_config import Listener
from bluebar.mailserver.frontdoor.response_filter import LiteralCut, ResponseFilter
from bluebar.mailserver.frontdoor.starttls_policy import StartTlsPolicy
from bluebar.mailserver.frontdoor.throttle import Throttle


class ImapSession:
    """One IMAP session.

    Args:
        listener: the port's configuration.
        account: the account behind the door; None if the door maps no user names.
        counts: the counts of the door.
        deviations: the server's deviations from the RFCs.
    """

    def __init__(
        self,
        listener: Listener,
        account: Account | None,
        counts: FaultCounts,
        deviations: Deviations,
    ) -> None:
        faults = by_stage(listener.faults)
        self.is_transparent = _is_transparent(listener)
        self._deviations = deviations
        self._queue = queue = CommandQueue()
        lexer, cut = Lexer(status_has_no_literal=False), LiteralCut()
        starttls = StartTlsPolicy(listener.starttls, faults.starttls, is_encrypted=listener.tls)
        self._login_policy = LoginPolicy(
            listener.sign_in,
            faults,
            starttls=starttls,
            account=account,
            counts=counts,
            queue=queue,
        )
        self._commands = CommandFilter(
            lexer=lexer,
            faults=faults,
            starttls=starttls,
            login_policy=self._login_policy,
            cut=cut,
            counts=counts,
            queue=queue,
            deviations=deviations,
        )
        self._responses = ResponseFilter(
            commands=lexer,
            faults=faults,
            login_policy=self._login_policy,
            cut=cut,
            queue=queue,
            deviations=deviations,
        )
        self._answers = AnswerFilter(faults.answer, counts, deviations)
        self._throttle = Throttle(faults.send, counts)

    def from_app(self, data: bytes) -> Iterator[Action]:
        """Take bytes from the app; yield the actions that follow."""
        if self.is_transparent:
            yield Send("server", data)
            return
        self._throttle.start_round_trip()
        yield from self._throttled(self._answers.pass_on(self._commands.feed(data)))

    def app_eof(self) -> Iterator[Action]:
        """Yield the actions after the app's last byte, which pass on an unfinished line."""
        if rest := self._commands.finish():
            yield Send("server", rest)

    def from_server(self, data: bytes) -> Iterator[Action]:
        """Take bytes from the server; yield the actions that follow."""
        if self.is_transparent:
            yield Send("app", data)
            return
        yield from self._throttled(self._answers.pass_on(self._responses.feed(data)))

    def server_eof(self) -> Iterator[Action]:
        """Yield the actions after the server's last byte, which pass on an unfinished line."""
        if rest := self._answers.finish() + self._responses.finish():
            yield from self._throttled([Send("app", rest)])

    @property
    def keep_alive_seconds(self) -> float:
        """Seconds between two calls of `keep_alive`; 0 if the server needs none."""
        return 0.0 if self.is_transparent else self._deviations.keep_alive_seconds

    def keep_alive(self) -> Iterator[Action]:
        """Yield the actions that keep a silent connection to the server open.

        The app gets no answer. While a command is under way (IDLE is one), nothing is sent.
        """
        if not self._queue.is_greeted or self._queue.first is not None:
            return
        # While a mailbox is selected, a NOOP could be answered by EXPUNGE, which no server may send
        # unasked (RFC 9051, 7.5.1). During a SEARCH no server may send an EXPUNGE.
        command = b"SEARCH DRAFT" if self._queue.is_selected else b"NOOP"
        own = OwnSearch(lambda _: None, nothing)
        yield Send("server", self._queue.add_own(own) + b" " + command + b"\r\n")

    def closed(self) -> None:
        """Note that the connection is closed."""
        self._login_policy.logged_out()

    def _throttled(self, actions: Iterable[Action]) -> Iterator[Action]:
        for action in merge_sends(actions):
            for throttled in self._throttle.send(action):
                yield throttled
                # The remaining actions are dropped. Bytes that the app sent after a STARTTLS came
                # in plain text: the server must not take them for bytes that came in TLS.
                if isinstance(throttled, Close | UpgradeToTls):
                    return


def _is_transparent(listener: Listener) -> bool:
    """Return whether every byte passes unchanged: for POP3 without faults after the handshake."""
    return listener.upstream == "pop3" and all(is_before_imap(each) for each in listener.faults)
