"""The few places in which a front door may change what a server or an app says.

Each pattern stands where the grammar has it (RFC 9051, 7): names of mailboxes and what mail says
may look alike, and are never touched.
"""

import re

TELLS_UIDVALIDITY = re.compile(
    rb"\A(\S+ OK \[(?:UIDVALIDITY|APPENDUID|COPYUID) "
    rb'|\* STATUS (?:"(?:\\.|[^"\\])*"|[^" ]+) \((?:[^()]* )?UIDVALIDITY )(\d+)',
    re.IGNORECASE | re.DOTALL,
)
# The name of the mailbox was a literal, and this follows it.
AFTER_LITERAL = re.compile(rb"\A( \((?:[^()]* )?UIDVALIDITY )(\d+)", re.IGNORECASE)
STATUS_OF_LITERAL = re.compile(rb"\A\* STATUS \{", re.IGNORECASE)
CAPABILITIES = re.compile(
    rb"\A(\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )([^\]\r\n]*)", re.IGNORECASE
)
SEARCH = re.compile(rb"\A\S+ (?:UID )?SEARCH ", re.IGNORECASE)
FETCHED = re.compile(rb"\A\* \d+ FETCH ", re.IGNORECASE)
NO_SIZE = re.compile(rb"(?<=[( ])(RFC822\.SIZE) 0(?=[ )])", re.IGNORECASE)
QUOTED = re.compile(rb'("(?:\\.|[^"\\])*")')


def other_uid_validity(line: bytes, begun: bytes, by: int) -> bytes:
    """Return a line of a response with another UIDVALIDITY, if it tells one.

    Args:
        line: no literal.
        begun: the response's first line, which may be this one.
        by: how much more it is.
    """
    if line is begun:
        pattern = TELLS_UIDVALIDITY
    elif STATUS_OF_LITERAL.match(begun):
        pattern = AFTER_LITERAL
    else:
        return line
    return pattern.sub(lambda found: found[1] + b"%d" % (int(found[2]) + by), line)


def of_some_size(line: bytes, begun: bytes) -> bytes:
    """Return a line of FETCH in which no message has no bytes, where apps take it for gone.

    GreenMail counts a message without a header as 0; it has at least the line end that stands
    before its body (RFC 9051, 7.5.2: the size of the whole message).

    Args:
        line: no literal.
        begun: the response's first line, which may be this one.
    """
    if not FETCHED.match(begun):
        return line
    parts = QUOTED.split(line)
    return b"".join(p if p.startswith(b'"') else NO_SIZE.sub(rb"\1 2", p) for p in parts)


def in_capitals(line: bytes, begun: bytes) -> bytes:
    """Return a SEARCH with its keys in capitals: GreenMail refuses others, against RFC 9051, 6.4.4.

    What is quoted stays.

    Args:
        line: no literal.
        begun: the command's first line, which may be this one.
    """
    if not SEARCH.match(begun):
        return line
    tag, rest = line.split(b" ", 1) if line is begun else (b"", line)
    parts = b"".join(p if p.startswith(b'"') else p.upper() for p in QUOTED.split(rest))
    return tag + b" " + parts if tag else parts
