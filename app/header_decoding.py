"""Read what Kith needs from a message's header, however malformed it is."""

import re
from dataclasses import dataclass
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import Parser


@dataclass(frozen=True)
class Header:
    """What Kith keeps of a message."""

    message_id: str | None
    subject: str
    sender: str
    parsed: Message


def read(raw: bytes) -> Header:
    """Read a header section; nothing in it makes this fail."""
    # compat32 never raises on reading; the newer policies do on some malformed fields.
    text = raw.decode("utf-8", "replace")  # RFC 6532 allows headers in plain UTF-8
    parsed = Parser(policy=policy.compat32).parsestr(text, headersonly=True)
    return Header(
        message_id=(unfolded(parsed.get("message-id")) or "").strip() or None,
        subject=decoded(parsed.get("subject")) or "(no subject)",
        sender=decoded(parsed.get("from")),
        parsed=parsed,
    )


def unfolded(value: object) -> str:
    """Return a header's value in one line."""
    return re.sub(r"\r?\n(?=[ \t])", "", str(value or ""))


def decoded(value: object) -> str:
    """Return a header's value with its encoded words read (RFC 2047); unknown ones stay."""
    text = unfolded(value)
    try:
        pieces = decode_header(text)
    except Exception:  # whatever it is, one odd header must not end an import
        return text.strip()
    words = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            words.append(piece)
            continue
        try:
            words.append(piece.decode(charset or "utf-8", "replace"))
        except (LookupError, UnicodeError):  # codecs such as idna don't hear "replace"
            words.append(piece.decode("utf-8", "replace"))
    return " ".join("".join(words).split())
