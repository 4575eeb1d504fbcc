"""Parse whole commands and responses, as far as redaction and the door's answers need. No I/O."""

import re
from dataclasses import dataclass, field

from bluebar.mailserver.frontdoor.lexer import LITERAL, Lexer, Token, TokenKind

# A quoted string, the place of a literal, or an atom (RFC 9051, 9: astring), of any bytes.
WORD = rb'"(?:\\.|[^"\\])*"|\0|[^ "\0][^ \0]*'
WORDS = re.compile(rb"(?:%b)(?: (?:%b))*" % (WORD, WORD), re.DOTALL)
EACH_WORD = re.compile(WORD, re.DOTALL)
COMMAND = re.compile(rb"\s*(\S*)\s*(\S*) ?(.*)", re.DOTALL)

BY_UID = (b"FETCH", b"SEARCH", b"STORE", b"COPY", b"MOVE", b"EXPUNGE", b"SORT", b"THREAD")
"""Commands that also exist with the prefix UID (RFC 9051, 6.4.9; RFC 5256)."""


@dataclass
class ImapFrame:
    """One command or response: the text, cut at each literal, and the literals between.

    `text` has one part more than `literals`. Only the first bytes of a long literal are kept.
    """

    text: list[bytes] = field(default_factory=list)
    literals: list[bytes] = field(default_factory=list)
    literal_sizes: list[int] = field(default_factory=list)
    is_complete: bool = True
    """False if a line was too long, or if the connection ended before the frame was complete."""

    bytes_left_out: int = 0
    """The number of bytes that are not kept, because their lines were too long."""


class ImapParser:
    """Parse the bytes of one direction, in chunks of any size, into frames.

    Args:
        status_has_no_literal: whether a status line announces no literal. True for responses:
            their status lines end with text for people, which may look like an announcement.
        keep: the number of bytes to keep of each literal.
    """

    def __init__(self, *, status_has_no_literal: bool, keep: int) -> None:
        self.keep = keep
        self._lexer = Lexer(status_has_no_literal=status_has_no_literal)
        self._frame = ImapFrame()

    @property
    def is_incomplete(self) -> bool:
        """Whether the current frame is incomplete."""
        return self._lexer.is_incomplete

    @property
    def unfinished_line(self) -> bytes:
        """The bytes of the line whose end has not come yet; empty within a literal."""
        return self._lexer.unfinished_line

    @property
    def first_line(self) -> bytes:
        """The first line of the current frame, as far as it was received."""
        return self._lexer.first_line

    def command_answered(self, tag: bytes) -> ImapFrame | None:
        """Note that a command was answered; return its frame if the answer refused a literal.

        `Lexer.command_answered` says when an answer refuses a literal.
        """
        return self.drop() if self._lexer.command_answered(tag) else None

    def drop(self) -> ImapFrame:
        """Discard the incomplete frame; return its parts so far."""
        frame, self._frame = self._frame, ImapFrame()
        frame.text.append(self._lexer.drop())
        frame.is_complete = False
        return frame

    def feed(self, data: bytes) -> list[ImapFrame]:
        """Take bytes; return the frames that the bytes complete."""
        done: list[ImapFrame] = []
        for token in self._lexer.feed(data):
            self._add(token)
            if token.ends:
                done.append(self._frame)
                self._frame = ImapFrame()
        return done

    def _add(self, token: Token) -> None:
        frame = self._frame
        if token.kind is TokenKind.LITERAL:
            room = self.keep - len(frame.literals[-1])
            frame.literals[-1] += token.data[: max(room, 0)]
            return
        frame.is_complete &= token.kind is TokenKind.LINE
        if token.kind is TokenKind.LONG_LINE_REST:
            frame.bytes_left_out += len(token.data)
        elif token.literal_size is None:
            frame.text.append(token.data.rstrip(b"\r\n"))
        else:
            frame.text.append(LITERAL.sub(b"", token.data))
        if token.literal_size is not None:
            frame.literals.append(b"")
            frame.literal_sizes.append(token.literal_size)


def tag_and_name(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return a command's tag, its name in capitals, and the rest; a missing part is empty."""
    found = COMMAND.match(line)
    assert found is not None  # the pattern matches any line
    return found[1], found[2].upper(), found[3]


def command_name(line: bytes) -> bytes:
    """Return a command's name in capitals.

    The name of UID FETCH is FETCH; the name of UID with an unknown command is UID?.
    """
    _, name, rest = tag_and_name(line)
    if name != b"UID":
        return name
    after = tag_and_name(b"- " + rest)[1]
    return after if after in BY_UID else b"UID?"


def arguments(frame: ImapFrame) -> list[bytes] | None:
    """Return a command's words after its name: atoms, quoted strings unescaped, and literals.

    Returns:
        None if the words are malformed: an open quote, two spaces, a word joined to another.
    """
    first = tag_and_name(frame.text[0])[2]
    texts = [first, *frame.text[1:]]
    if any(b"\0" in text for text in texts):
        return None
    joined = b"\0".join(texts).rstrip(b" ")
    if joined and not WORDS.fullmatch(joined):
        return None
    literals = iter(frame.literals)
    words = EACH_WORD.findall(joined)
    return [next(literals) if word == b"\0" else _unquoted(word) for word in words]


def _unquoted(word: bytes) -> bytes:
    if word.startswith(b'"'):
        word = re.sub(rb"\\(.)", rb"\1", word[1:-1])
    return word
