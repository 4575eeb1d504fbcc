"""What a front door makes of one IMAP conversation: pure, no socket is touched here.

Bytes go in from both sides; acts come out, to be done in order. Where a port has neither faults nor
ways of its own, every byte passes as it came. Otherwise only these are rewritten: greeting,
capabilities, authentication, tagged results, UIDVALIDITY, and what a port bridges.
"""

import re
from collections.abc import Iterator

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Act, End, Pause, Secure, Send, answer
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts, found
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Greets,
    GreetsAfter,
    OtherUidValidity,
    Slow,
)
from bluebar.mailserver.frontdoor.imap_parser import (
    Splitter,
    Unit,
    arguments,
    tag_and_name,
    verb_of,
)
from bluebar.mailserver.frontdoor.lexer import Lexer, Token
from bluebar.mailserver.frontdoor.login_policy import LoginPolicy
from bluebar.mailserver.frontdoor.proxy_config import Listener, SignIn, StartTls
from bluebar.mailserver.frontdoor.rewrites import (
    CAPABILITIES,
    in_capitals,
    of_some_size,
    other_uid_validity,
)

SLICE_SECONDS = 0.05
"""How often a slow line sends some bytes."""

LONGEST_NAME = 4096
"""Bytes of a user name or a password that a port takes."""

POISON = b"* BYE this was said in plain text, after the OK\r\n* CAPABILITY LOGINDISABLED\r\n"


class ImapSession:
    """One conversation.

    Args:
        listener: what the port does.
        account: the one that the door is for; None where nobody's name has to be known.
        tally: the door's.
    """

    def __init__(self, listener: Listener, account: Account | None, tally: FaultCounts) -> None:
        self.listener = listener
        self.tally = tally
        self.is_secure = listener.tls
        self.gate = LoginPolicy(listener, account, tally)
        self._app = Lexer(status_has_no_literal=False)
        self._server = Lexer(status_has_no_literal=True)
        self._is_greeted = False
        # Whether the server has said nothing yet since the app spoke: a round trip is under way.
        self._is_awaited = True
        # The first lines of the command and of the response that go on.
        self._asked, self._told = b"", b""
        # The command that the door takes for itself, as far as it has come.
        self._taken: Splitter | None = None
        self._fetches = 0
        self._sent = 0
        self._is_cutting = False
        self._left_to_cut = 0

    @property
    def is_transparent(self) -> bool:
        """Say whether every byte passes as it came."""
        here = self.listener
        ways = here.faults or here.starttls or here.capabilities or here.bridges
        return not ways and here.sign_in == SignIn()

    def app_said(self, data: bytes) -> Iterator[Act]:
        """Take in bytes from the app."""
        if self.is_transparent:
            yield Send("server", data)
            return
        self._is_awaited = True
        for piece in self._app.feed(data):
            for act in self._from_app(piece):
                for measured in self._measured(act):
                    yield measured
                    # What came with a STARTTLS was said in plain: it must not be obeyed after TLS.
                    if isinstance(measured, End | Secure):
                        return

    def app_left(self) -> Iterator[Act]:
        """Let what the app said last pass, as far as a line has come."""
        if self._taken is None and self.gate.exchange is None and (said := self._app.drop()):
            yield Send("server", said)

    def server_said(self, data: bytes) -> Iterator[Act]:
        """Take in bytes from the server."""
        if self.is_transparent:
            yield Send("app", data)
            return
        for piece in self._server.feed(data):
            for act in self._from_server(piece):
                for measured in self._measured(act):
                    yield measured
                    if isinstance(measured, End):
                        return

    def server_left(self) -> Iterator[Act]:
        """Let what the server said last pass, as far as a line has come."""
        if said := self._server.drop():
            yield from self._measured(Send("app", said))

    def ended(self) -> None:
        """Take note that the connection is over."""
        self.gate.left()

    # What the app says.

    def _from_app(self, piece: Token) -> Iterator[Act]:
        if self.gate.exchange is not None:
            yield from self.gate.answered(piece.data.strip(), secure=self.is_secure)
            return
        verb = verb_of(piece.data) if piece.begins else b""
        is_own = verb == b"STARTTLS" and self.listener.starttls is not None
        if self._taken is None and (is_own or self.gate.takes(verb)):
            self._taken = Splitter(status_has_no_literal=False, keep=LONGEST_NAME)
        if self._taken is not None:
            yield from self._take(self._taken, piece)
            return
        yield from self._pass_on(verb, piece)

    def _take(self, command: Splitter, piece: Token) -> Iterator[Act]:
        """Take a command in; do it when it is whole."""
        units = command.feed(piece.data)
        if piece.waits:
            yield Send("app", b"+ go on\r\n", "door")
        if units:
            self._taken = None
            yield from self._command(units[0])

    def _command(self, unit: Unit) -> Iterator[Act]:
        tag, verb, _ = tag_and_name(unit.text[0])
        is_fit = unit.is_whole and all(length <= LONGEST_NAME for length in unit.lengths)
        words = arguments(unit) if is_fit else None
        if verb == b"LOGIN":
            yield from self.gate.login(tag, words, secure=self.is_secure)
            return
        if late := self.tally.seconds_late(self.listener, verb):
            yield Pause(late)
        if verb == b"STARTTLS":
            yield from self._starttls(tag)
        else:
            yield from self.gate.authenticate(tag, words, secure=self.is_secure)

    def _starttls(self, tag: bytes) -> Iterator[Act]:
        kind = self.listener.starttls
        if self.is_secure or kind in (StartTls.STRIPPED, StartTls.REFUSED):
            text = "Unknown command" if kind is StartTls.STRIPPED else "TLS is not available now"
            yield answer(tag, "BAD", text)
            return
        poison = POISON if kind is StartTls.POISONED else b""
        self._app.drop()
        self.is_secure = True
        yield Secure(tag + b" OK Begin TLS now\r\n" + poison)

    def _pass_on(self, verb: bytes, piece: Token) -> Iterator[Act]:
        here = self.listener
        if verb == b"FETCH":
            self._fetches += 1
            ends = found(here, EndsAtFetch)
            if ends and ends.number == self._fetches and self.tally.may_happen(ends):
                yield from self._end(ends)
                return
            cuts = found(here, CutsLiteral)
            if cuts and cuts.fetch == self._fetches and self.tally.may_happen(cuts):
                self._is_cutting = True
        if verb == b"LOGOUT":
            self.gate.left()
        if late := self.tally.seconds_late(here, verb):
            yield Pause(late)
        if piece.begins:
            self._asked = piece.data
        data = piece.data
        if here.bridges and piece.is_whole and not piece.is_literal:
            data = in_capitals(data, self._asked)
        yield Send("server", data)

    # What the server says.

    def _from_server(self, piece: Token) -> Iterator[Act]:
        if piece.is_literal:
            yield from self._literal(piece.data)
            return
        data = piece.data
        if piece.begins:
            self._told = data
        if not self._is_greeted:
            self._is_greeted = True
            yield from self._greeting(data)
            return
        if other := found(self.listener, OtherUidValidity):
            data = other_uid_validity(data, self._told, other.by)
        if self.listener.bridges and piece.is_whole:
            data = of_some_size(data, self._told)
        if piece.begins:
            data = self._rewritten(data)
        if self._is_cutting and piece.announces:
            self._left_to_cut = max(piece.announces // 2, 1)
        yield Send("app", data)

    def _greeting(self, data: bytes) -> Iterator[Act]:
        if after := found(self.listener, GreetsAfter):
            yield Pause(after.seconds)
        greets = found(self.listener, Greets)
        if greets is None:
            yield Send("app", self._rewritten(data))
            return
        yield Send("app", greets.text.encode() + b"\r\n", "door")
        if greets.text.upper().startswith("* BYE"):
            yield End(CloseMode.CLOSE)

    def _rewritten(self, line: bytes) -> bytes:
        """Return the first line of a response as the app gets it."""
        tag, result, _ = tag_and_name(line)
        self._app.answered(tag)
        line = self.gate.server_answered(tag, result, line)
        return CAPABILITIES.sub(self._capabilities, line)

    def _capabilities(self, told: re.Match[bytes]) -> bytes:
        if self.listener.capabilities:
            return told[1] + self.listener.capabilities.encode()
        return told[1] + b" ".join(self.gate.capabilities(told[2].split(), secure=self.is_secure))

    def _literal(self, data: bytes) -> Iterator[Act]:
        if not self._left_to_cut:
            yield Send("app", data)
            return
        yield Send("app", data[: self._left_to_cut])
        self._left_to_cut -= min(len(data), self._left_to_cut)
        if not self._left_to_cut:
            yield End(CloseMode.CLOSE)

    def _measured(self, act: Act) -> Iterator[Act]:
        """Let bytes to the app pass at the line's rate, and end it where it has to."""
        if not isinstance(act, Send) or act.to == "server":
            yield act
            return
        data = act.data
        ends = found(self.listener, EndsAfter)
        if ends and self._sent + len(data) > ends.bytes and self.tally.may_happen(ends):
            yield Send("app", data[: ends.bytes - self._sent], act.by)
            yield from self._end(ends)
            return
        self._sent += len(data)
        slow = found(self.listener, Slow)
        if slow and slow.latency and self._is_awaited:
            yield Pause(slow.latency)
        self._is_awaited = False
        if slow is None or not slow.bytes_per_second:
            yield act
            return
        size = max(int(slow.bytes_per_second * SLICE_SECONDS), 1)
        for at in range(0, len(data), size):
            part = data[at : at + size]
            yield Pause(len(part) / slow.bytes_per_second)
            yield Send("app", part, act.by)

    @staticmethod
    def _end(fault: EndsAtFetch | EndsAfter) -> Iterator[Act]:
        if fault.how is CloseMode.BYE:
            yield Send("app", f"* BYE {fault.text}\r\n".encode(), "door")
        yield End(fault.how)
