"""Write a string of an IMAP command (RFC 9051, 4.3). No I/O."""

import re

PLAIN = re.compile(rb"[ !#-\[\]-~]*")
"""Text that needs no escapes in a quoted string."""


def imap_string(text: bytes) -> bytes:
    """Return a quoted string, or a non-synchronizing literal for any other bytes (RFC 7888).

    Every server reads such a quoted string; not every server has such literals, and GreenMail reads
    bytes outside ASCII in a quoted string as Latin-1.
    """
    if PLAIN.fullmatch(text):
        return b'"' + text + b'"'
    return b"{%d+}\r\n%b" % (len(text), text)
