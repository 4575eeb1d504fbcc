"""Commands and responses whole, as far as redaction and the door's own answers need them."""

import re
from dataclasses import dataclass, field

from mailserver.frontdoor.lines import LITERAL, Lines, Piece


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
        self.keep = keep
        self._lines = Lines(status_has_no_literal=status_has_no_literal)
        self._unit = Unit()

    @property
    def is_in_the_middle(self) -> bool:
        """Say whether a unit has begun and not ended."""
        return self._lines.is_in_the_middle

    @property
    def begun(self) -> bytes:
        """Return the first text of the unit that has begun."""
        return self._lines.begun

    def drop(self) -> Unit:
        """Give up on the unit that has begun; return what there is of it."""
        unit, self._unit = self._unit, Unit()
        unit.text.append(self._lines.drop())
        unit.is_whole = False
        return unit

    def feed(self, data: bytes) -> list[Unit]:
        """Take bytes in; return the units that ended with them."""
        done: list[Unit] = []
        for piece in self._lines.feed(data):
            self.add(piece)
            if piece.ends:
                done.append(self._unit)
                self._unit = Unit()
        return done

    def add(self, piece: Piece) -> None:
        """Take a piece into the unit that goes on."""
        unit = self._unit
        if piece.is_literal:
            room = self.keep - len(unit.literals[-1])
            unit.literals[-1] += piece.data[: max(room, 0)]
        elif piece.announces is None:
            unit.text.append(piece.data.rstrip(b"\r\n"))
            unit.is_whole = piece.is_whole
        else:
            unit.text.append(LITERAL.sub(b"", piece.data))
            unit.literals.append(b"")
            unit.lengths.append(piece.announces)


def arguments(unit: Unit) -> list[bytes]:
    """Return a command's words: atoms, quoted strings unescaped, and literals, in order.

    What is malformed (an open quote) counts to its end as one word.
    """
    words: list[bytes] = []
    for index, text in enumerate(unit.text):
        words += [_unquoted(word) for word in re.findall(rb'"(?:\\.|[^"\\])*"?|[^ ]+', text)]
        if index < len(unit.literals):
            words.append(unit.literals[index])
    return words


def _unquoted(word: bytes) -> bytes:
    if word.startswith(b'"'):
        word = re.sub(rb"\\(.)", rb"\1", word.removeprefix(b'"').removesuffix(b'"'))
    return word
