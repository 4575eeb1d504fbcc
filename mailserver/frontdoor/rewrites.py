"""The few places in which a front door may change what a server or an app says.

Each pattern stands where the grammar has it (RFC 9051, 7): names of mailboxes and what mail says
may look alike, and are never touched.
"""

import re

from mailserver.frontdoor.lines import Piece

UIDVALIDITY = re.compile(
    rb"\A(\S+ OK \[(?:UIDVALIDITY|APPENDUID|COPYUID) |\* STATUS .*\([^()]*UIDVALIDITY )(\d+)",
    re.IGNORECASE | re.DOTALL,
)
CAPABILITIES = re.compile(
    rb"\A(\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )([^\]\r\n]*)", re.IGNORECASE
)
SEARCH = re.compile(rb"\A\S+ (?:UID )?SEARCH ", re.IGNORECASE)
QUOTED = re.compile(rb'("(?:\\.|[^"\\])*")')


def other_uid_validity(line: bytes, by: int) -> bytes:
    """Return a response's line with another UIDVALIDITY, if it tells one."""
    return UIDVALIDITY.sub(lambda found: found[1] + b"%d" % (int(found[2]) + by), line)


def in_capitals(piece: Piece) -> bytes:
    """Return a SEARCH with its keys in capitals: GreenMail refuses others, against RFC 9051, 6.4.4.

    What is quoted stays; so do the literals, which are other pieces.
    """
    if not (piece.begins and SEARCH.match(piece.data)):
        return piece.data
    tag, rest = piece.data.split(b" ", 1)
    parts = QUOTED.split(rest)
    return tag + b" " + b"".join(p if p.startswith(b'"') else p.upper() for p in parts)
