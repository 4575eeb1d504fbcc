"""IMAP's outer grammar, as far as redaction needs it: lines, literals, and the arguments of LOGIN.

RFC 9051, 4.3 (strings) and 9 (formal syntax); RFC 7888 (LITERAL+). Whether a command makes sense
is not asked here.
"""

import re
from dataclasses import dataclass, field

LONGEST_LINE = 65_536
"""Bytes after which a line without an end is taken for something else than IMAP."""

LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}\r?\n\Z")
# Text for people ends these, so a brace at their end announces nothing (RFC 9051, 7.1).
STATUS = re.compile(rb"(\*|\+|[^ *+]+) ?(OK|NO|BAD|BYE|PREAUTH)?\b", re.IGNORECASE)


@dataclass
class Unit:
    """One command or response: its text, cut at each literal, and the literals between.

    `text` has one piece more than `literals`. Only the first bytes of a long literal are kept.
    """

    text: list[bytes] = field(default_factory=list)
    literals: list[bytes] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    is_whole: bool = True
    """False when the line grew too long, or the connection ended in the middle of it."""


class Splitter:
    """Cut one direction's bytes into units, at any chunking.

    Args:
        status_has_no_literal: responses are cut (their status lines carry text for people).
        keep: bytes kept of each literal.
    """

    def __init__(self, *, status_has_no_literal: bool, keep: int) -> None:
        self.status_has_no_literal = status_has_no_literal
        self.keep = keep
        self._line = bytearray()
        self._unit = Unit()
        self._wanted = 0  # bytes of the current literal still to come

    @property
    def is_in_the_middle(self) -> bool:
        """Say whether a unit has begun and not ended."""
        return bool(self._line or self._unit.text)

    @property
    def begun(self) -> bytes:
        """Return the first text of the unit that has begun."""
        return self._unit.text[0] if self._unit.text else bytes(self._line)

    def drop(self) -> Unit:
        """Give up on the unit that has begun; return what there is of it."""
        unit, self._unit, self._wanted = self._unit, Unit(), 0
        unit.text.append(bytes(self._line))
        unit.is_whole = False
        self._line.clear()
        return unit

    def feed(self, data: bytes) -> list[Unit]:
        """Take bytes in; return the units that ended with them."""
        done: list[Unit] = []
        view = memoryview(data)
        while view:
            if self._wanted:
                view = self._take_literal(view)
                continue
            end = data.find(b"\n", len(data) - len(view))
            taken = len(view) if end < 0 else end + 1 - (len(data) - len(view))
            self._line += view[:taken]
            view = view[taken:]
            if end >= 0 and not self._announces_literal():
                self._unit.text.append(bytes(self._line).rstrip(b"\r\n"))
                self._line.clear()
                done.append(self._unit)
                self._unit = Unit()
            elif len(self._line) > LONGEST_LINE:
                done.append(self.drop())
        return done

    def _take_literal(self, view: memoryview) -> memoryview:
        taken = view[: self._wanted]
        self._wanted -= len(taken)
        room = self.keep - len(self._unit.literals[-1])
        if room > 0:
            self._unit.literals[-1] += bytes(taken[:room])
        return view[len(taken) :]

    def _announces_literal(self) -> bool:
        found = LITERAL.search(self._line)
        if not found:
            return False
        first = self._unit.text[0] if self._unit.text else bytes(self._line)
        if self.status_has_no_literal and self._is_status(first):
            return False
        self._unit.text.append(bytes(self._line[: found.start()]))
        self._unit.literals.append(b"")
        self._unit.lengths.append(int(found[1]))
        self._wanted = int(found[1])
        self._line.clear()
        return True

    @staticmethod
    def _is_status(line: bytes) -> bool:
        found = STATUS.match(line)
        return bool(found) and (found[1] == b"+" or found[2] is not None)  # type: ignore[index]


def arguments(unit: Unit) -> list[str]:
    """Return a command's words: atoms, quoted strings unescaped, and literals, in order.

    What is malformed (an open quote) counts to its end as one word.
    """
    words: list[str] = []
    for index, text in enumerate(unit.text):
        words += [_unquoted(word) for word in re.findall(rb'"(?:\\.|[^"\\])*"?|[^ ]+', text)]
        if index < len(unit.literals):
            words.append(unit.literals[index].decode("utf-8", "replace"))
    return words


def _unquoted(word: bytes) -> str:
    if word.startswith(b'"'):
        word = re.sub(rb"\\(.)", rb"\1", word.removeprefix(b'"').removesuffix(b'"'))
    return word.decode("utf-8", "replace")
