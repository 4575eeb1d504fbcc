"""Recognize a TLS handshake among bytes that should be plain text. No I/O.

A TLS record begins with its type, 22 for a handshake, the version 3.x, and its length in two bytes
(RFC 8446, 5.1).
"""

import contextlib
import ssl

RECORD_TYPES = range(20, 24)
"""Change cipher spec, alert, handshake, application data."""

HANDSHAKE = 22
HEADER_BYTES = 5


def begins_tls(data: bytes) -> bool:
    """Return whether these first bytes begin a TLS handshake."""
    return data[:1] == bytes([HANDSHAKE]) and data[1:2] in (b"", b"\x03")


def split_records(data: bytes) -> tuple[bytes, bytes, bool]:
    """Split bytes after the last whole TLS record.

    Returns:
        the whole records, the rest, and whether the rest is the beginning of a record.
    """
    at = 0
    while at < len(data):
        header = data[at : at + HEADER_BYTES]
        if header[0] not in RECORD_TYPES or header[1:2] not in (b"", b"\x03"):
            return data[:at], data[at:], False
        end = at + HEADER_BYTES + int.from_bytes(header[3:5])
        if len(header) < HEADER_BYTES or end > len(data):
            break
        at = end
    return data[:at], data[at:], True


def server_name(records: bytes) -> str | None:
    """Return the server name (SNI, RFC 6066, 3) in a client's first records, or None."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _tls, name, _context: names.append(name)
    incoming = ssl.MemoryBIO()
    incoming.write(records)
    # Without a certificate the handshake fails, after the callback has received the name.
    with contextlib.suppress(ssl.SSLError):
        context.wrap_bio(incoming, ssl.MemoryBIO(), server_side=True).do_handshake()
    return names[0] if names else None
