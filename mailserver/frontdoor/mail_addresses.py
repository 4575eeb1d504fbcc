"""Parse the addresses of a header field as a server does for ENVELOPE. No I/O.

The email package of Python cannot be used: `email.utils` leaves out the names of groups, and
`email.headerregistry` decodes encoded words, which ENVELOPE must leave as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

NO_HOST = b"MISSING_DOMAIN"
NO_MAILBOX = b"MISSING_MAILBOX"
"""The text for a missing part of an address, the same as Dovecot's. NIL would mean a group."""

TOKEN = re.compile(
    rb'"(?:\\.|[^"\\])*(?:"|\\?\Z)|\[[^\]]*\]?|\(|[ \t\r\n]+|[,;:<>]|[^"\[( \t\r\n,;:<>]+',
    re.DOTALL,
)
COMMENT_PART = re.compile(rb"\\.|[()]", re.DOTALL)
SPACE = re.compile(rb"[ \t\r\n]+")
AROUND_SPECIALS = re.compile(rb"[ \t\r\n]*([@.])[ \t\r\n]*")


@dataclass(frozen=True)
class Address:
    """An address, or the beginning or the end of a group (RFC 9051, 7.5.2).

    Attributes:
        name: the display name, with encoded words as they are; None if there is none.
        mailbox: the local part; at the beginning of a group the group's name; None at a group's
            end.
        host: the domain; None at the beginning and at the end of a group.
    """

    name: bytes | None
    mailbox: bytes | None
    host: bytes | None


GROUP_END = Address(None, None, None)


@dataclass
class _Mailbox:
    """The parts of a mailbox (RFC 5322, 3.4), as far as it is parsed."""

    words: list[bytes] = field(default_factory=list)
    comment: bytes = b""
    angle: bytes | None = None
    is_in_angle: bool = False

    def add(self, token: bytes) -> None:
        """Add a token that is a part of the mailbox."""
        if token == b"<" and self.angle is None:
            self.angle, self.is_in_angle = b"", True
        elif token == b">":
            self.is_in_angle = False
        elif self.is_in_angle and self.angle is not None:
            self.angle += token
        elif self.angle is None:
            self.words.append(token)

    @property
    def phrase(self) -> bytes:
        """The words as a display name: without quotes, with single spaces between the words."""
        joined = b"".join(b" " if each.isspace() else _unquoted(each) for each in self.words)
        return SPACE.sub(b" ", joined).strip()

    def address(self) -> Address | None:
        """Return the address; None if nothing stands between two commas."""
        if self.angle is not None:
            name = self.phrase or self.comment
            mailbox, host = _split(self.angle.rpartition(b":")[2])
        elif any(b"@" in each and each[:1] != b'"' for each in self.words):
            name, (mailbox, host) = self.comment, _split(b"".join(self.words))
        elif self.phrase:
            name, mailbox, host = self.comment, self.phrase, b""
        else:
            return None
        return Address(name or None, mailbox or NO_MAILBOX, host or NO_HOST)


def parse_addresses(value: bytes) -> list[Address]:
    """Return the addresses of a header field, in order, with groups; any bytes are accepted."""
    found: list[Address] = []
    mailbox, is_in_group = _Mailbox(), False
    for token, comment in _tokens(value):
        if comment:
            mailbox.comment = comment
        elif token == b":" and not (is_in_group or mailbox.angle is not None):
            found.append(Address(None, mailbox.phrase, None))
            mailbox, is_in_group = _Mailbox(), True
        elif token in (b",", b";") and not mailbox.is_in_angle:
            found += [address] if (address := mailbox.address()) else []
            mailbox = _Mailbox()
            if token == b";" and is_in_group:
                found.append(GROUP_END)
                is_in_group = False
        else:
            mailbox.add(token)
    found += [address] if (address := mailbox.address()) else []
    return [*found, GROUP_END] if is_in_group else found


def _tokens(value: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield pairs: a token and an empty text, or an empty token and the text of a comment."""
    at = 0
    while found := TOKEN.match(value, at):
        at = found.end()
        if found[0] == b"(":
            end = _end_of_comment(value, at)
            yield b"", SPACE.sub(b" ", value[at : end - 1]).strip() or b" "
            at = end
        else:
            yield found[0], b""


def _end_of_comment(value: bytes, at: int) -> int:
    """Return the index after a comment; comments may be nested, and may have no end."""
    depth = 1
    for found in COMMENT_PART.finditer(value, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(value) + 1


def _unquoted(word: bytes) -> bytes:
    if not word.startswith(b'"'):
        return word
    inner = word[1:-1] if word.endswith(b'"') and len(word) > 1 else word[1:]
    return re.sub(rb"\\(.)", rb"\1", inner, flags=re.DOTALL)


def _split(address: bytes) -> tuple[bytes, bytes]:
    """Return local part and domain; an empty domain if there is none."""
    address = AROUND_SPECIALS.sub(rb"\1", address.strip())
    local, at, host = address.rpartition(b"@")
    return (_unquoted(local), host) if at else (_unquoted(address), b"")
