"""Say whether a field of a message's header contains a text (RFC 9051, 6.4.4). No I/O."""

from email.errors import HeaderParseError
from email.header import decode_header, make_header

from bluebar.mailserver.frontdoor.envelope import FIELD, LINE_END


def header_contains(header: bytes, field: bytes, text: bytes) -> bool:
    """Return whether a field contains a text, ignoring case, with encoded words decoded.

    Args:
        header: the header of the message; any bytes are accepted.
        field: the name of the field in small letters; empty for any field.
        text: the text in UTF-8.
    """
    wanted = text.decode("utf-8", "replace").casefold()
    for found in FIELD.finditer(header):
        name = found[1].lower()
        raw = LINE_END.sub(b"", found[2]).strip().decode("utf-8", "replace")
        shown = raw if field else f"{found[1].decode('ascii', 'replace')}: {raw}"
        if field in (b"", name) and (
            wanted in shown.casefold() or wanted in _decoded(raw).casefold()
        ):
            return True
    return False


def _decoded(value: str) -> str:
    """Return a value with its encoded words decoded as far as possible (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
