"""A complete response of a server with its literals, and the rewriting of responses for faults.

No I/O. Each pattern matches only where the grammar has the value (RFC 9051, 7 and 9): a folder name
or a message text that looks the same is never changed.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

from bluebar.mailserver.frontdoor.lexer import Token, TokenKind

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ITEM = rb'[A-Z0-9.]+ (?:\([^()]*\)|"[^"]*"|\d+) '
"""An item of a FETCH response with a short value, e.g. `FLAGS (\\Seen) `."""

FETCHED = re.compile(rb"\A\* (\d+) FETCH \(", re.IGNORECASE)
UID = re.compile(rb"\A(\* \d+ FETCH \((?:%b)*)UID (\d+)([ )])" % ITEM, re.IGNORECASE)
INTERNAL_DATE = re.compile(
    rb'((?:\A\* \d+ FETCH \(|\A ?)(?:%b)*INTERNALDATE )"([^"]*)"' % ITEM, re.IGNORECASE
)
EXISTS = re.compile(rb"\A\* (\d+) EXISTS\r\n", re.IGNORECASE)
LISTED = re.compile(rb'\A(\* (?:LIST|LSUB) \()([^()]*)(\) (?:"[^"]*"|NIL) )', re.IGNORECASE)
DELIMITER = re.compile(rb'\A(\* (?:LIST|LSUB) \([^()]*\) )"([^"]*)"', re.IGNORECASE)
NAMESPACE = re.compile(rb"\A\* NAMESPACE ", re.IGNORECASE)
STATUS = re.compile(rb"\A(\* STATUS )", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    r"""A response: texts, and the literals between them.

    Attributes:
        texts: the texts; there is one more text than literals. Each ends with CRLF. If a literal
            follows, the size of the literal stands before the CRLF, e.g. `{310}`.
        literals: the literals, complete.
    """

    texts: tuple[bytes, ...]
    literals: tuple[bytes, ...] = ()

    @property
    def raw(self) -> bytes:
        """The bytes of the response."""
        literals = (*self.literals, b"")
        return b"".join(text + literal for text, literal in zip(self.texts, literals, strict=True))

    def with_text(self, text: bytes, at: int = 0) -> "Answer":
        """Return the response with the text at index `at` replaced."""
        texts = list(self.texts)
        texts[at] = text
        return replace(self, texts=tuple(texts))


@dataclass
class AnswerBuilder:
    """Collect the texts and literals of one response."""

    texts: list[bytes] = field(default_factory=list)
    literals: list[bytearray] = field(default_factory=list)

    def add(self, token: Token) -> None:
        """Add the next token of the response."""
        match token.kind:
            case TokenKind.LITERAL:
                self.literals[-1] += token.data
            case TokenKind.LINE | TokenKind.LONG_LINE_START:
                self.texts.append(token.data)
            case TokenKind.LONG_LINE_REST:
                self.texts[-1] += token.data
        if token.literal_size is not None:
            self.literals.append(bytearray())

    def build(self) -> Answer:
        """Return the complete response; call this after its last token."""
        return Answer(tuple(self.texts), tuple(bytes(each) for each in self.literals))

    def build_partly(self) -> bytes:
        """Return the bytes of the response so far."""
        begun = b""
        for at, text in enumerate(self.texts):
            begun += text + bytes(self.literals[at] if at < len(self.literals) else b"")
        return begun


def uid_last(answer: Answer) -> Answer:
    """Return a FETCH response with the UID as its last item."""
    found = UID.match(answer.texts[0])
    if found is None or found[3] == b")":
        return answer
    moved = answer.with_text(found[1] + answer.texts[0][found.end() :])
    last = moved.texts[-1].rstrip(b"\r\n").removesuffix(b")")
    return moved.with_text(b"%b UID %b)\r\n" % (last, found[2]), len(moved.texts) - 1)


def in_zone(answer: Answer, hours: int) -> Answer:
    """Return a FETCH response with INTERNALDATE in the zone that is these hours ahead of UTC."""
    for at, text in enumerate(answer.texts):
        if found := INTERNAL_DATE.match(text):
            date, _, rest = found[2].decode("ascii").strip().partition(" ")
            moment = parsedate_to_datetime(f"{date.replace('-', ' ')} {rest}")
            moment = moment.astimezone(timezone(timedelta(hours=hours)))
            written = (
                f"{moment.day:2d}-{MONTHS[moment.month - 1]}-{moment.year:04d} {moment:%H:%M:%S %z}"
            )
            changed = b'%b"%b"' % (found[1], written.encode("ascii"))
            return answer.with_text(changed + text[found.end() :], at)
    return answer


def folder_of(answer: Answer) -> bytes | None:
    """Return the folder's name, without quotes, in a LIST response; None in any other response."""
    found = LISTED.match(answer.texts[0])
    if found is None:
        return None
    return answer.literals[0] if answer.literals else _name(answer.texts[0][found.end() :])


def _name(text: bytes) -> bytes:
    text = text.rstrip(b"\r\n")
    if text.startswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", text[1:-1])
    return text


def marked(answer: Answer, attribute: bytes) -> Answer:
    """Return a LIST response with one more attribute."""
    return answer.with_text(
        LISTED.sub(
            lambda found: found[1] + b" ".join([*found[2].split(), attribute]) + found[3],
            answer.texts[0],
        )
    )


def with_literal_name(answer: Answer) -> Answer:
    """Return a LIST response with the folder's name as a literal."""
    found, name = LISTED.match(answer.texts[0]), folder_of(answer)
    if found is None or name is None or answer.literals:
        return answer
    return Answer((b"%b{%d}\r\n" % (found[0], len(name)), b"\r\n"), (name,))


def with_delimiter(answer: Answer, own: bytes, delimiter: bytes) -> Answer:
    """Return a response with this delimiter instead of the server's own in folder names."""
    head = answer.texts[0]
    if NAMESPACE.match(head):
        return answer.with_text(head.replace(own, delimiter))  # in prefixes, too
    if listed := LISTED.match(head):
        begin = DELIMITER.sub(lambda found: found[1] + b'"%b"' % delimiter, listed[0])
        names = head[listed.end() :].replace(own, delimiter)
        return Answer(
            (begin + names, *answer.texts[1:]),
            tuple(each.replace(own, delimiter) for each in answer.literals),
        )
    if STATUS.match(head):
        # The items of STATUS contain no delimiter.
        return Answer(
            tuple(each.replace(own, delimiter) for each in answer.texts),
            tuple(each.replace(own, delimiter) for each in answer.literals),
        )
    return answer
