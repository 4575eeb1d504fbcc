"""Commands and responses whole, as far as redaction and the door's own answers need them."""

import re
from dataclasses import dataclass, field

from bluebar.mailserver.frontdoor.lexer import LITERAL, Lexer, Token

# A quoted string, the place of a literal, or an atom (RFC 9051, 9: astring), of any bytes.
WORD = rb'"(?:\\.|[^"\\])*"|\0|[^ "\0][^ \0]*'
WORDS = re.compile(rb"(?:%b)(?: (?:%b))*" % (WORD, WORD), re.DOTALL)
EACH_WORD = re.compile(WORD, re.DOTALL)
COMMAND = re.compile(rb"\s*(\S*)\s*(\S*) ?(.*)", re.DOTALL)

BY_UID = (b"FETCH", b"SEARCH", b"STORE", b"COPY", b"MOVE", b"EXPUNGE", b"SORT", b"THREAD")
"""Commands that are the same with UID before them (RFC 9051, 6.4.9; RFC 5256)."""


@dataclass
class Unit:
    """One command or response: its text, cut at each literal, and the literals between.

    `text` has one piece more than `literals`. Only the first bytes of a long literal are kept.
    """

    text: list[bytes] = field(default_factory=list)
    literals: list[bytes] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    is_whole: bool = True
    """False when a line grew too long, or the connection ended in the middle of it."""

    left_out: int = 0
    """Bytes of lines that grew too long which are not kept."""


class Splitter:
    """Cut one direction's bytes into units, at any chunking.

    Args:
        status_has_no_literal: responses are cut (their status lines carry text for people).
        keep: bytes kept of each literal.
    """

    def __init__(self, *, status_has_no_literal: bool, keep: int) -> None:
        self.keep = keep
        self._lines = Lexer(status_has_no_literal=status_has_no_literal)
        self._unit = Unit()

    @property
    def is_in_the_middle(self) -> bool:
        """Say whether a unit has begun and not ended."""
        return self._lines.is_in_the_middle

    @property
    def begun(self) -> bytes:
        """Return the first text of the unit that has begun."""
        return self._lines.begun

    def answered(self, tag: bytes) -> Unit | None:
        """Take note that a command was answered; return what there is of it when it ends so."""
        return self.drop() if self._lines.answered(tag) else None

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

    def add(self, piece: Token) -> None:
        """Take a piece into the unit that goes on."""
        unit = self._unit
        if piece.is_literal:
            room = self.keep - len(unit.literals[-1])
            unit.literals[-1] += piece.data[: max(room, 0)]
            return
        unit.is_whole &= piece.is_whole
        if piece.is_rest:
            unit.left_out += len(piece.data)
        elif piece.announces is None:
            unit.text.append(piece.data.rstrip(b"\r\n"))
        else:
            unit.text.append(LITERAL.sub(b"", piece.data))
        if piece.announces is not None:
            unit.literals.append(b"")
            unit.lengths.append(piece.announces)


def tag_and_name(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a command's tag, its name in capitals, and the rest; what is missing is empty."""
    found = COMMAND.match(line)
    assert found is not None  # it matches anything
    return found[1], found[2].upper(), found[3]


def verb_of(line: bytes) -> bytes:
    """Return a command's name in capitals; UID FETCH is FETCH, and UID with anything else UID?."""
    _, name, rest = tag_and_name(line)
    if name != b"UID":
        return name
    after = tag_and_name(b"- " + rest)[1]
    return after if after in BY_UID else b"UID?"


def arguments(unit: Unit) -> list[bytes] | None:
    """Return a command's words after its name: atoms, quoted strings unescaped, and literals.

    None for what no command looks like: an open quote, two spaces, a word glued to another.
    """
    first = tag_and_name(unit.text[0])[2]
    texts = [first, *unit.text[1:]]
    if any(b"\0" in text for text in texts):
        return None
    joined = b"\0".join(texts).rstrip(b" ")
    if joined and not WORDS.fullmatch(joined):
        return None
    literals = iter(unit.literals)
    words = EACH_WORD.findall(joined)
    return [next(literals) if word == b"\0" else _unquoted(word) for word in words]


def _unquoted(word: bytes) -> bytes:
    if word.startswith(b'"'):
        word = re.sub(rb"\\(.)", rb"\1", word[1:-1])
    return word
