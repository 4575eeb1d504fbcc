"""Cut one direction of an IMAP connection where its grammar does: at lines and at literals.

RFC 9051, 4.3 (strings) and 9 (formal syntax); RFC 7888 (LITERAL+). No byte is lost or changed: the
pieces joined are what was fed, but for a line that has not ended yet. Whether a command makes
sense is not asked here.
"""

import re
from dataclasses import dataclass

LONGEST_LINE = 65_536
"""Bytes after which a line without an end is taken for something else than IMAP."""

LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\r?\n\Z")
# Text for people ends these, so a brace at their end announces nothing (RFC 9051, 7.1).
STATUS = re.compile(rb"(\*|\+|[^ *+]+) ?(OK|NO|BAD|BYE|PREAUTH)?\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A line with its end, or some bytes of a literal.

    Attributes:
        data: as it came.
        begins: a command or response begins with it.
        ends: the command or response ends with it.
        is_literal: bytes of a literal rather than a line.
        announces: how many bytes of a literal follow, None when none does.
        waits: the literal comes only after a continuation request (a synchronizing one).
        is_whole: False for a line that grew too long.
    """

    data: bytes
    begins: bool
    ends: bool
    is_literal: bool = False
    announces: int | None = None
    waits: bool = False
    is_whole: bool = True


class Lines:
    """Cut bytes into pieces, at any chunking.

    Args:
        status_has_no_literal: responses are cut (their status lines carry text for people).
    """

    def __init__(self, *, status_has_no_literal: bool) -> None:
        self.status_has_no_literal = status_has_no_literal
        self._line = bytearray()
        self._first: bytes | None = None  # the line that began the command or response
        self._wanted = 0  # bytes of the current literal still to come

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
        self._first, self._wanted = None, 0
        return line

    def feed(self, data: bytes) -> list[Piece]:
        """Take bytes in; return the pieces that they complete."""
        pieces: list[Piece] = []
        at = 0
        while at < len(data):
            if self._wanted:
                taken = data[at : at + self._wanted]
                self._wanted -= len(taken)
                pieces.append(Piece(data=taken, begins=False, ends=False, is_literal=True))
                at += len(taken)
                continue
            end = data.find(b"\n", at) + 1 or len(data)
            self._line += data[at:end]
            at = end
            if self._line.endswith(b"\n"):
                pieces.append(self._line_ended())
            elif len(self._line) > LONGEST_LINE:
                begins = self._first is None
                pieces.append(Piece(data=self.drop(), begins=begins, ends=True, is_whole=False))
        return pieces

    def _line_ended(self) -> Piece:
        line = bytes(self._line)
        self._line.clear()
        begins = self._first is None
        first = line if self._first is None else self._first
        found = LITERAL.search(line)
        if found is None or (self.status_has_no_literal and is_status(first)):
            self._first = None
            return Piece(data=line, begins=begins, ends=True)
        self._first, self._wanted = first, int(found[1])
        return Piece(
            data=line, begins=begins, ends=False, announces=self._wanted, waits=not found[2]
        )


def is_status(line: bytes) -> bool:
    """Say whether a response is a status with text for people, or a continuation request."""
    found = STATUS.match(line)
    return found is not None and (found[1] == b"+" or found[2] is not None)
