"""Cut one direction of an IMAP connection into lines and literals.

RFC 9051, 4.3 (strings) and 9 (formal syntax); RFC 7888 (LITERAL+). No byte is lost or changed: the
tokens joined are the input, except for a line that has not ended yet. The lexer does not check
whether a command makes sense.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

LONGEST_LINE = 65_536
"""Maximum number of bytes of a line in one token; a longer line becomes several tokens."""

LONGEST_ANNOUNCEMENT = 16
"""Maximum number of bytes, at the end of a line, that announce a literal: `{310+}` and CRLF."""

LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\r?\n\Z")
# A status response ends with text for people, so a brace at its end announces no literal
# (RFC 9051, 7.1).
STATUS = re.compile(rb"(\*|\+|[^ *+]+) ?(OK|NO|BAD|BYE|PREAUTH)?\b", re.IGNORECASE)


class TokenKind(Enum):
    """The kind of a token."""

    LINE = auto()
    """A whole line with its end."""

    LONG_LINE_START = auto()
    """The first bytes of a line that is too long to keep."""

    LONG_LINE_REST = auto()
    """More bytes of a line that is too long to keep."""

    LITERAL = auto()
    """Bytes of a literal."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A line, a part of a long line, or bytes of a literal.

    Attributes:
        data: the bytes as received.
        begins: whether the token is the first of a command or response.
        ends: whether the token is the last of a command or response.
        literal_size: the size in bytes of the literal that follows; None if no literal follows.
        is_synchronizing: whether that literal follows only after a continuation request.
    """

    kind: TokenKind
    data: bytes
    begins: bool
    ends: bool
    literal_size: int | None = None
    is_synchronizing: bool = False


class Lexer:
    """Cut the bytes of one direction, in chunks of any size, into tokens.

    Args:
        status_has_no_literal: whether a status line announces no literal. True for responses:
            their status lines end with text for people, which may look like an announcement.
    """

    def __init__(self, *, status_has_no_literal: bool) -> None:
        self.status_has_no_literal = status_has_no_literal
        self._line = bytearray()
        self._first_line: bytes | None = None  # of the current command or response
        self._literal_left = 0  # bytes of the current literal still to come
        self._awaits_request = False  # whether that literal waits for a continuation request
        self._tail: bytes | None = None  # the last bytes of a line that is too long

    @property
    def is_incomplete(self) -> bool:
        """Whether the current command or response is incomplete."""
        return bool(self._line) or self._first_line is not None

    @property
    def first_line(self) -> bytes:
        """The first line of the current command or response, as far as it was received."""
        return bytes(self._line) if self._first_line is None else self._first_line

    @property
    def unfinished_line(self) -> bytes:
        """The bytes of the line whose end has not come yet; empty within a literal."""
        return bytes(self._line)

    def drop(self) -> bytes:
        """Discard the current command or response; return its incomplete line."""
        line = bytes(self._line)
        self._line.clear()
        self._first_line, self._literal_left, self._awaits_request = None, 0, False
        self._tail = None
        return line

    def command_answered(self, tag: bytes) -> bool:
        """Note that a command was answered; return whether the answer refused its literal.

        An answer before a continuation request refuses a synchronizing literal: the next bytes are
        a new command. Bytes of any other literal still belong to the literal.
        """
        is_refused = self._awaits_request and self.first_line.split()[:1] == [tag]
        if is_refused:
            self.drop()
        return is_refused

    def feed(self, data: bytes) -> list[Token]:
        """Take bytes; return the tokens that the bytes complete."""
        tokens: list[Token] = []
        at = 0
        while at < len(data):
            if self._literal_left:
                taken = data[at : at + self._literal_left]
                self._literal_left -= len(taken)
                self._awaits_request = False
                tokens.append(Token(kind=TokenKind.LITERAL, data=taken, begins=False, ends=False))
                at += len(taken)
                continue
            end = data.find(b"\n", at) + 1 or len(data)
            if self._tail is not None:
                tokens.append(self._continue_long_line(self._tail, data[at:end]))
                at = end
                continue
            end = min(end, at + LONGEST_LINE - len(self._line))
            self._line += data[at:end]
            at = end
            if self._line.endswith(b"\n"):
                line = self._take_line()
                tokens.append(self._end_line(TokenKind.LINE, line, tail=line))
            elif len(self._line) == LONGEST_LINE:
                tokens.append(self._start_long_line())
        return tokens

    def _take_line(self) -> bytes:
        line = bytes(self._line)
        self._line.clear()
        return line

    def _start_long_line(self) -> Token:
        line = self._take_line()
        begins = self._first_line is None
        self._first_line = line if self._first_line is None else self._first_line
        self._tail = line[-LONGEST_ANNOUNCEMENT:]
        return Token(kind=TokenKind.LONG_LINE_START, data=line, begins=begins, ends=False)

    def _continue_long_line(self, tail: bytes, data: bytes) -> Token:
        tail = (tail + data)[-LONGEST_ANNOUNCEMENT:]
        if data.endswith(b"\n"):
            self._tail = None
            return self._end_line(TokenKind.LONG_LINE_REST, data, tail=tail)
        self._tail = tail
        return Token(kind=TokenKind.LONG_LINE_REST, data=data, begins=False, ends=False)

    def _end_line(self, kind: TokenKind, data: bytes, *, tail: bytes) -> Token:
        """Return the token that ends a line.

        Args:
            kind: the token's kind: a whole line, or the rest of a long line.
            data: the token's bytes.
            tail: the last bytes of the whole line, which can announce a literal.
        """
        begins = self._first_line is None
        first_line = data if self._first_line is None else self._first_line
        found = LITERAL.search(tail)
        if found is None or (self.status_has_no_literal and is_status(first_line)):
            self._first_line = None
            return Token(kind=kind, data=data, begins=begins, ends=True)
        self._first_line, self._literal_left = first_line, int(found[1])
        self._awaits_request = not found[2]
        return Token(
            kind=kind,
            data=data,
            begins=begins,
            ends=False,
            literal_size=self._literal_left,
            is_synchronizing=self._awaits_request,
        )


def is_status(line: bytes) -> bool:
    """Return whether a response is a status with text for people, or a continuation request."""
    found = STATUS.match(line)
    return found is not None and (found[1] == b"+" or found[2] is not None)
