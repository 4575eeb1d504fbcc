"""Parse the fields that Kith needs from a message's header section, even if it is malformed."""

import re
from dataclasses import dataclass
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import Parser

from bluebar.app.address_parsing import parse_addresses

FIELD = re.compile(r"([!-9;-~]+)[ \t]*:")
"""The name of a header field with its colon (RFC 5322, 3.6.8 and 4.5)."""


@dataclass(frozen=True)
class Header:
    """The fields of a message's header section that Kith needs.

    Attributes:
        message_id: the Message-ID, or None if the message has none.
        sender: the names and addresses in From; if From has no address, its decoded value.
        parsed: the whole header section.
    """

    message_id: str | None
    subject: str
    sender: str
    parsed: Message


def read_header(raw: bytes) -> Header:
    """Parse a header section; no input raises an error."""
    # compat32 raises no error when a field is read; the newer policies do for some malformed
    # fields.
    text = raw.decode("utf-8", "replace")  # RFC 6532 allows headers in plain UTF-8
    parsed = Parser(policy=policy.compat32).parsestr(_fields(text), headersonly=True)
    return Header(
        message_id=(unfold(parsed.get("message-id")) or "").strip() or None,
        subject=decode_words(parsed.get("subject")) or "(no subject)",
        sender=_sender(parsed.get("from")),
        parsed=parsed,
    )


def _fields(text: str) -> str:
    """Return the lines of a header section that belong to fields, in the form of RFC 5322, 2.2.

    Python's parser ends the header section at any line that it does not read as a field. Such a
    line may be the first line of an mbox file, or a field with a blank before its colon, which RFC
    5322, 4.5 allows.
    """
    lines: list[str] = []
    is_field = False
    for line in re.split(r"\r?\n", text):
        if line[:1] not in (" ", "\t"):
            is_field = FIELD.match(line) is not None
        if is_field:
            # Python's parser also ends a line at a carriage return without a line feed.
            lines.append(FIELD.sub(r"\1:", line).replace("\r", " "))
    return "\r\n".join([*lines, "", ""])


def _sender(value: object) -> str:
    people = (
        f"{decode_words(name)} <{address}>" if name else address
        for name, address in parse_addresses(unfold(value))
    )
    return ", ".join(people) or decode_words(value)


def unfold(value: object) -> str:
    """Return the value of a header field as one line; None becomes empty (RFC 5322, 2.2.3)."""
    return re.sub(r"\r?\n(?=[ \t])", "", str(value or ""))


def decode_words(value: object) -> str:
    """Return the value of a header field, with its encoded words decoded (RFC 2047).

    Malformed encoded words stay as they are.
    """
    text = unfold(value)
    try:
        pieces = decode_header(text)
    except Exception:  # one malformed header must not end an import
        return text.strip()
    words = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            words.append(piece)
            continue
        try:
            words.append(piece.decode(charset or "utf-8", "replace"))
        except (LookupError, UnicodeError):  # codecs such as idna ignore "replace"
            words.append(piece.decode("utf-8", "replace"))
    return " ".join("".join(words).split())
