"""Cut one direction of an IMAP connection where its grammar does: at lines and at literals.

RFC 9051, 4.3 (strings) and 9 (formal syntax); RFC 7888 (LITERAL+). No byte is lost or changed: the
pieces joined are what was fed, but for a line that has not ended yet. Whether a command makes
sense is not asked here.
"""

import re
from dataclasses import dataclass

LONGEST_LINE = 65_536
"""Bytes of a line that are kept together; what is longer comes in parts, as it arrives."""

LONGEST_ANNOUNCEMENT = 16
"""Bytes at the end of a line that can announce a literal."""

LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\r?\n\Z")
# Text for people ends these, so a brace at their end announces nothing (RFC 9051, 7.1).
STATUS = re.compile(rb"(\*|\+|[^ *+]+) ?(OK|NO|BAD|BYE|PREAUTH)?\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A line with its end, or some bytes of a literal.

    Attributes:
        data: as it came.
        begins: a command or response begins with it.
        ends: the command or response ends with it.
        is_literal: bytes of a literal rather than a line.
        announces: how many bytes of a literal follow, None when none does.
        waits: the literal comes only after a continuation request (a synchronizing one).
        is_whole: False for each part of a line that grew too long.
        is_rest: a further part of such a line.
    """

    data: bytes
    begins: bool
    ends: bool
    is_literal: bool = False
    announces: int | None = None
    waits: bool = False
    is_whole: bool = True
    is_rest: bool = False


class Lexer:
    """Cut bytes into pieces, at any chunking.

    Args:
        status_has_no_literal: responses are cut (their status lines carry text for people).
    """

    def __init__(self, *, status_has_no_literal: bool) -> None:
        self.status_has_no_literal = status_has_no_literal
        self._line = bytearray()
        self._first: bytes | None = None  # the line that began the command or response
        self._wanted = 0  # bytes of the current literal still to come
        self._awaits = False  # whether that literal has yet to be asked for
        self._end: bytes | None = None  # the last bytes of a line that grew too long

    @property
    def is_in_the_middle(self) -> bool:
        """Say whether a command or response has begun and not ended."""
        return bool(self._line) or self._first is not None

    @property
    def begun(self) -> bytes:
        """Return the first line of what has begun, as far as it has come."""
        return bytes(self._line) if self._first is None else self._first

    def drop(self) -> bytes:
        """Give up on what has begun; return the line that had not ended."""
        line = bytes(self._line)
        self._line.clear()
        self._first, self._wanted, self._awaits, self._end = None, 0, False, None
        return line

    def answered(self, tag: bytes) -> bool:
        """Take note that a command was answered; return whether its literal is not coming now.

        So it is when a synchronizing one was refused: what comes next is a new command. Bytes that
        are on their way already still belong to the literal.
        """
        is_refused = self._awaits and self.begun.split()[:1] == [tag]
        if is_refused:
            self.drop()
        return is_refused

    def feed(self, data: bytes) -> list[Token]:
        """Take bytes in; return the pieces that they complete."""
        pieces: list[Token] = []
        at = 0
        while at < len(data):
            if self._wanted:
                taken = data[at : at + self._wanted]
                self._wanted -= len(taken)
                self._awaits = False
                pieces.append(Token(data=taken, begins=False, ends=False, is_literal=True))
                at += len(taken)
                continue
            end = data.find(b"\n", at) + 1 or len(data)
            if self._end is not None:
                pieces.append(self._rest(self._end, data[at:end]))
                at = end
                continue
            end = min(end, at + LONGEST_LINE - len(self._line))
            self._line += data[at:end]
            at = end
            if self._line.endswith(b"\n"):
                pieces.append(self._line_ended())
            elif len(self._line) == LONGEST_LINE:
                pieces.append(self._too_long())
        return pieces

    def _too_long(self) -> Token:
        line = bytes(self._line)
        self._line.clear()
        begins = self._first is None
        self._first = line if self._first is None else self._first
        self._end = line[-LONGEST_ANNOUNCEMENT:]
        return Token(data=line, begins=begins, ends=False, is_whole=False)

    def _rest(self, before: bytes, data: bytes) -> Token:
        end = (before + data)[-LONGEST_ANNOUNCEMENT:]
        if not data.endswith(b"\n"):
            self._end = end
            return Token(data=data, begins=False, ends=False, is_whole=False, is_rest=True)
        self._end = None
        return self._ended(data, end, begins=False, is_rest=True)

    def _line_ended(self) -> Token:
        line = bytes(self._line)
        self._line.clear()
        return self._ended(line, line, begins=self._first is None)

    def _ended(self, data: bytes, end: bytes, *, begins: bool, is_rest: bool = False) -> Token:
        first = data if self._first is None else self._first
        found = LITERAL.search(end)
        if found is None or (self.status_has_no_literal and is_status(first)):
            self._first = None
            return Token(data=data, begins=begins, ends=True, is_whole=not is_rest, is_rest=is_rest)
        self._first, self._wanted = first, int(found[1])
        self._awaits = not found[2]
        return Token(
            data=data,
            begins=begins,
            ends=False,
            announces=self._wanted,
            waits=self._awaits,
            is_whole=not is_rest,
            is_rest=is_rest,
        )


def is_status(line: bytes) -> bool:
    """Say whether a response is a status with text for people, or a continuation request."""
    found = STATUS.match(line)
    return found is not None and (found[1] == b"+" or found[2] is not None)
