"""Filter what the server sends to one app: greeting, capabilities, results, literals. No I/O."""

from collections.abc import Iterator
from typing import assert_never

from bluebar.mailserver.frontdoor.actions import Action, Close, Pause, Send
from bluebar.mailserver.frontdoor.command_queue import CommandQueue, OwnCommand
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.fault_stages import FaultsByStage
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    Greets,
    GreetsAfter,
    OtherCapabilities,
    OtherUidValidity,
)
from bluebar.mailserver.frontdoor.imap_parser import tag_and_name
from bluebar.mailserver.frontdoor.lexer import Lexer, Token, TokenKind
from bluebar.mailserver.frontdoor.login_policy import LoginPolicy
from bluebar.mailserver.frontdoor.rewrites import (
    replace_capabilities,
    shift_uid_validity,
)


class LiteralCut:
    """Cut the next literal of the server in half, after `arm` was called."""

    def __init__(self) -> None:
        self._is_armed = False
        self._left = 0

    def arm(self) -> None:
        """Make sure that the next literal is cut."""
        self._is_armed = True

    def announce(self, size: int | None) -> None:
        """Note the size of the next literal; a literal of size 0 cannot be cut."""
        if self._is_armed and size:
            self._left = max(size // 2, 1)

    def send(self, data: bytes) -> Iterator[Action]:
        """Yield the actions for bytes of a literal; close the connection where a literal is cut."""
        if not self._left:
            yield Send("app", data)
            return
        yield Send("app", data[: self._left])
        self._left -= min(len(data), self._left)
        if not self._left:
            yield Close(CloseMode.CLOSE)


class ResponseFilter:
    """Filter the responses of one connection.

    Args:
        commands: the lexer of the app's bytes, which is notified of each answered command.
        faults: the faults of the port.
        login_policy: the policy that rewords results and capabilities.
        cut: the object that cuts a literal in half if a fault requires this.
        queue: the queue of commands that the server has not answered.
        deviations: the server's deviations from the RFCs.
    """

    def __init__(
        self,
        *,
        commands: Lexer,
        faults: FaultsByStage,
        login_policy: LoginPolicy,
        cut: LiteralCut,
        queue: CommandQueue,
        deviations: Deviations,
    ) -> None:
        self._lexer = Lexer(status_has_no_literal=True)
        self._commands = commands
        self._faults = faults
        self._login_policy = login_policy
        self._cut = cut
        self._queue = queue
        self._deviations = deviations
        self._response_head = b""  # the first line of the current response
        self._owner: OwnCommand | None = None  # the door's command that the response answers

    def feed(self, data: bytes) -> Iterator[Action]:
        """Take bytes from the server; yield the actions that follow."""
        for token in self._lexer.feed(data):
            yield from self._take(token)

    def finish(self) -> bytes:
        """Return the bytes of a response that is unfinished after the server's last byte."""
        return self._lexer.drop()

    def _take(self, token: Token) -> Iterator[Action]:
        if token.begins:
            self._response_head = token.data
            self._owner = self._queue.owner(token.data)
        if self._owner is not None:
            self._owner.take(token)
            return
        if token.kind is TokenKind.LITERAL:
            yield from self._cut.send(token.data)
            return
        if token.begins:
            tag, result, text = tag_and_name(token.data)
            command = self._queue.answered(tag, result)
            if command is not None and command.own is not None:
                yield from command.own.finish(result, text.rstrip(b"\r\n"))
                return
        line = self._rewrite(token)
        if not self._queue.is_greeted:
            self._queue.is_greeted = True
            yield from self._greet(line)
            return
        self._cut.announce(token.literal_size)
        yield Send("app", line)

    def _greet(self, line: bytes) -> Iterator[Action]:
        """Yield the actions that send the greeting.

        Args:
            line: the greeting of the server.
        """
        other: Greets | None = None
        for fault in self._faults.greeting:
            match fault:
                case GreetsAfter(seconds=seconds):
                    yield Pause(seconds)
                case Greets():
                    other = fault
                case _:
                    assert_never(fault)
        if other is None:
            yield Send("app", line)
            return
        yield Send("app", other.text.encode() + b"\r\n", "door")
        if other.text.upper().startswith("* BYE"):
            yield Close(CloseMode.CLOSE)

    def _rewrite(self, token: Token) -> bytes:
        """Return a line of a response as the app gets the line, with all changes."""
        line, head = token.data, self._response_head
        if token.begins:
            line = self._rewrite_head(line)
        for fault in self._faults.response:
            match fault:
                case OtherUidValidity(by=by):
                    line = shift_uid_validity(line, head, by, is_first=token.begins)
                case OtherCapabilities(text=text):
                    if token.begins:
                        line = _other_capabilities(line, text)
                case _:
                    assert_never(fault)
        return line

    def _rewrite_head(self, line: bytes) -> bytes:
        tag, result, _ = tag_and_name(line)
        self._commands.command_answered(tag)
        first = self._queue.first
        if first is not None and first.values is not None:
            line = first.values.add_to(line)
        line = self._login_policy.rewrite_result(tag, result, line)
        return replace_capabilities(line, self._capabilities)

    def _capabilities(self, listed: bytes) -> bytes:
        words = self._login_policy.capabilities(listed.split())
        known = {each.upper() for each in words}
        missing = (each.encode() for each in sorted(self._deviations.missing))
        return b" ".join([*words, *(each for each in missing if each not in known)])


def _other_capabilities(line: bytes, text: str) -> bytes:
    """Return the first line of a response with these capabilities, if it lists any.

    In a response code, no space follows them: some servers end the untagged response with a space,
    and none a code (RFC 9051, 9: resp-text-code).
    """
    is_code = not line.startswith(b"* CAPABILITY")
    return replace_capabilities(line, lambda _: (text.rstrip() if is_code else text).encode())
