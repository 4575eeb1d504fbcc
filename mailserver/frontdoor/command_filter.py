"""Filter what one app sends: forward, delay, or answer commands in the server's place. No I/O."""

from collections.abc import Iterator
from typing import assert_never

from bluebar.mailserver.frontdoor.actions import (
    Action,
    Pause,
    Send,
    UpgradeToTls,
    close_connection,
    tagged_response,
)
from bluebar.mailserver.frontdoor.command_queue import CommandQueue
from bluebar.mailserver.frontdoor.deviations import Deviations, Extension
from bluebar.mailserver.frontdoor.extensions import answer_extension
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.fault_stages import FaultsByStage
from bluebar.mailserver.frontdoor.faults import CutsLiteral, EndsAtFetch
from bluebar.mailserver.frontdoor.fetch_values import ComputedValues, plan_fetch
from bluebar.mailserver.frontdoor.imap_parser import (
    ImapFrame,
    ImapParser,
    arguments,
    command_name,
    tag_and_name,
)
from bluebar.mailserver.frontdoor.lexer import Lexer, Token, TokenKind
from bluebar.mailserver.frontdoor.login_policy import LOGIN_COMMANDS, LoginPolicy
from bluebar.mailserver.frontdoor.own_commands import OwnFetch, nothing
from bluebar.mailserver.frontdoor.response_filter import LiteralCut
from bluebar.mailserver.frontdoor.search_evaluation import answer_search
from bluebar.mailserver.frontdoor.starttls_policy import StartTlsPolicy

LONGEST_LITERAL = 4096
"""Maximum number of bytes in a user name, a password or a string of SEARCH that a port accepts."""


class CommandFilter:
    """Filter the commands of one connection.

    Args:
        lexer: the lexer that cuts the app's bytes into tokens.
        faults: the faults of the port.
        starttls: the policy that answers STARTTLS.
        login_policy: the policy that answers logins.
        cut: the object that cuts a literal of the server in half if a fault requires this.
        counts: the counts of the door.
        queue: the queue of commands that the server has not answered.
        deviations: the server's deviations from the RFCs.
    """

    def __init__(
        self,
        *,
        lexer: Lexer,
        faults: FaultsByStage,
        starttls: StartTlsPolicy,
        login_policy: LoginPolicy,
        cut: LiteralCut,
        counts: FaultCounts,
        queue: CommandQueue,
        deviations: Deviations,
    ) -> None:
        self._lexer = lexer
        self._faults = faults
        self._starttls = starttls
        self._login_policy = login_policy
        self._cut = cut
        self._counts = counts
        self._queue = queue
        self._deviations = deviations
        self._own_command: ImapParser | None = None  # a command that the door itself handles
        self._fetches = 0

    def feed(self, data: bytes) -> Iterator[Action]:
        """Take bytes from the app; yield the actions that the connection must perform for them."""
        for token in self._lexer.feed(data):
            yield from self._take(token)

    def finish(self) -> bytes:
        """Return the bytes of a command that is unfinished after the app's last byte.

        If the door itself handles the command, return no bytes: the server must not get any.
        """
        is_own = self._own_command is not None or self._login_policy.exchange is not None
        return b"" if is_own else self._lexer.drop()

    def _take(self, token: Token) -> Iterator[Action]:
        if self._login_policy.exchange is not None:
            yield from self._login_policy.take_response(token.data.strip())
            return
        name = command_name(token.data) if token.begins else b""
        if self._own_command is None and self._is_own(name):
            self._own_command = ImapParser(status_has_no_literal=False, keep=LONGEST_LITERAL)
        if self._own_command is not None:
            yield from self._buffer_command(self._own_command, token)
        else:
            yield from self._forward(name, token)

    def _is_own(self, name: bytes) -> bool:
        is_search = name == b"SEARCH" and self._deviations.refused_searches
        is_missing = name.decode("ascii", "replace") in self._deviations.missing
        return name in (b"STARTTLS", *LOGIN_COMMANDS) or is_search or is_missing

    def _buffer_command(self, parser: ImapParser, token: Token) -> Iterator[Action]:
        """Buffer a command that the door itself handles; answer the command when complete."""
        frames = parser.feed(token.data)
        if token.is_synchronizing:
            yield Send("app", b"+ go on\r\n", "door")
        if frames:
            self._own_command = None
            yield from self._answer(frames[0])

    def _answer(self, frame: ImapFrame) -> Iterator[Action]:
        tag, name = tag_and_name(frame.text[0])[0], command_name(frame.text[0])
        fits = frame.is_complete and all(size <= LONGEST_LITERAL for size in frame.literal_sizes)
        words = arguments(frame) if fits else None
        if name == b"LOGIN":
            yield from self._login_policy.login(tag, words)
            return
        if delay := self._counts.consume_delays(self._faults.delay, name):
            yield Pause(delay)
        if name == b"STARTTLS":
            action = self._starttls.upgrade(tag)
            if isinstance(action, UpgradeToTls):
                # A command that has begun in plain text must not go on in TLS.
                self._lexer.drop()
            yield action
        elif name == b"AUTHENTICATE":
            yield from self._login_policy.authenticate(tag, words)
        elif name != b"SEARCH":
            delimiter = self._deviations.delimiter
            yield from answer_extension(Extension(name.decode()), tag, self._queue, delimiter)
        elif fits:
            yield from answer_search(frame, self._queue)
        else:
            yield tagged_response(tag, "BAD", "The command is too long")

    def _forward(self, name: bytes, token: Token) -> Iterator[Action]:
        if name == b"FETCH" and (ends := self._count_fetch()):
            yield from close_connection(ends.how, ends.text)
            return
        if name == b"LOGOUT":
            self._login_policy.logged_out()
        if delay := self._counts.consume_delays(self._faults.delay, name):
            yield Pause(delay)
        if name == b"FETCH" and token.kind is TokenKind.LINE and token.ends:
            yield from self._fetch(token.data)
            return
        if name:
            self._queue.add(tag_and_name(token.data)[0], name)
        yield Send("server", token.data)

    def _fetch(self, line: bytes) -> Iterator[Action]:
        """Forward a FETCH; before it, fetch what the door needs to correct the server's values."""
        plan, values = plan_fetch(line, self._deviations), None
        if plan is not None:
            values = ComputedValues(plan)
            own = OwnFetch(values.take, nothing, with_body=True)
            tag = self._queue.add_own(own)
            yield Send("server", tag + b" " + plan.own + own.items + b"\r\n")
            line = plan.rest
        self._queue.add(tag_and_name(line)[0], b"FETCH", values)
        yield Send("server", line)

    def _count_fetch(self) -> EndsAtFetch | None:
        """Count a FETCH; return the fault that ends the connection at this FETCH."""
        self._fetches += 1
        for fault in self._faults.fetch:
            match fault:
                case EndsAtFetch(number=number):
                    if number == self._fetches and self._counts.consume(fault):
                        return fault
                case CutsLiteral(fetch=number):
                    if number == self._fetches and self._counts.consume(fault):
                        self._cut.arm()
                case _:
                    assert_never(fault)
        return None
