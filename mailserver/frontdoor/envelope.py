"""Write the ENVELOPE of a message (RFC 9051, 7.5.2), from the message's header. No I/O."""

import re

from bluebar.mailserver.frontdoor.mail_addresses import Address, parse_addresses

# A field name has no blank in it; blanks before the colon are obsolete syntax (RFC 5322, 4.5). A
# line that is not a field is skipped.
FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
LINE_END = re.compile(rb"\r?\n")
QUOTABLE = re.compile(rb"[ -~]{0,500}")
TEXTS = (b"date", b"subject", b"in-reply-to", b"message-id")
ADDRESSES = (b"from", b"sender", b"reply-to", b"to", b"cc", b"bcc")


def envelope(header: bytes) -> bytes:
    """Return the ENVELOPE of a message with this header; any bytes are accepted.

    If a text field occurs twice, the first one counts; if an address field occurs twice, both
    count.
    """
    texts: dict[bytes, bytes] = {}
    lists: dict[bytes, list[Address]] = {}
    for found in FIELD.finditer(header):
        name, value = found[1].lower(), LINE_END.sub(b"", found[2]).strip()
        if name in TEXTS:
            texts.setdefault(name, value)
        elif name in ADDRESSES:
            lists.setdefault(name, []).extend(parse_addresses(value))
    senders = lists.get(b"from", [])
    # A server fills in From for a Sender or Reply-To that is missing or empty.
    shown = [senders, lists.get(b"sender") or senders, lists.get(b"reply-to") or senders]
    shown += [lists.get(name, []) for name in (b"to", b"cc", b"bcc")]
    parts = [
        *(_nstring(texts.get(name)) for name in (b"date", b"subject")),
        *(_address_list(each) for each in shown),
        *(_nstring(texts.get(name)) for name in (b"in-reply-to", b"message-id")),
    ]
    return b"(" + b" ".join(parts) + b")"


def _address_list(addresses: list[Address]) -> bytes:
    """Return NIL for no addresses: an empty list is not in the grammar."""
    return b"(" + b"".join(map(_address, addresses)) + b")" if addresses else b"NIL"


def _address(address: Address) -> bytes:
    """Return an address; the source route, its second part, is always NIL (RFC 5322, 4.4)."""
    parts = (_nstring(address.name), b"NIL", _nstring(address.mailbox), _nstring(address.host))
    return b"(" + b" ".join(parts) + b")"


def _nstring(text: bytes | None) -> bytes:
    """Return a quoted string, or a literal for bytes that a quoted string cannot have."""
    if text is None:
        return b"NIL"
    if QUOTABLE.fullmatch(text):
        return b'"' + re.sub(rb'(["\\])', rb"\\\1", text) + b'"'
    text = text.replace(b"\0", b"")  # NUL is in no literal (RFC 9051, 9: CHAR8)
    return b"{%d}\r\n%b" % (len(text), text)
