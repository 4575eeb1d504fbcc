"""Rewrite the few values that a front door may change in what a server or an app sends. No I/O.

Each pattern matches only where the grammar has the value (RFC 9051, 7). Mailbox names and message
text may look the same, and are never changed.
"""

import re
from collections.abc import Callable

UID_VALIDITY = re.compile(
    rb"\A(\S+ OK \[(?:UIDVALIDITY|APPENDUID|COPYUID) "
    rb'|\* STATUS (?:"(?:\\.|[^"\\])*"|[^" ]+) \((?:[^()]* )?UIDVALIDITY )(\d+)',
    re.IGNORECASE | re.DOTALL,
)
# The part of a STATUS response that follows its mailbox name, if the name is a literal.
AFTER_LITERAL = re.compile(rb"\A( \((?:[^()]* )?UIDVALIDITY )(\d+)", re.IGNORECASE)
STATUS_OF_LITERAL = re.compile(rb"\A\* STATUS \{", re.IGNORECASE)
CAPABILITIES = re.compile(
    rb"\A(\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )([^\]\r\n]*)", re.IGNORECASE
)
SEARCH = re.compile(rb"\A\S+ (?:UID )?SEARCH ", re.IGNORECASE)
FETCHED = re.compile(rb"\A\* \d+ FETCH ", re.IGNORECASE)
NO_SIZE = re.compile(rb"(?<=[( ])(RFC822\.SIZE) 0(?=[ )])", re.IGNORECASE)
QUOTED = re.compile(rb'("(?:\\.|[^"\\])*")')


def replace_capabilities(line: bytes, replace: Callable[[bytes], bytes]) -> bytes:
    """Return the first line of a response with its capabilities replaced, if it lists any.

    Args:
        line: the line, which is not the content of a literal.
        replace: a function that returns the new list for the server's list; spaces separate the
            capabilities in both lists.
    """
    return CAPABILITIES.sub(lambda found: found[1] + replace(found[2]), line)


def shift_uid_validity(line: bytes, first_line: bytes, by: int, *, is_first: bool) -> bytes:
    """Return a line of a response with UIDVALIDITY increased, if the line states UIDVALIDITY.

    Args:
        line: the line, which is not the content of a literal.
        first_line: the response's first line.
        by: the number to add.
        is_first: whether the line is the first line.
    """
    if is_first:
        pattern = UID_VALIDITY
    elif STATUS_OF_LITERAL.match(first_line):
        pattern = AFTER_LITERAL
    else:
        return line
    return pattern.sub(lambda found: found[1] + b"%d" % (int(found[2]) + by), line)


def replace_zero_size(line: bytes, first_line: bytes) -> bytes:
    """Return a line of FETCH in which a message of size 0 has size 2.

    GreenMail gives a message without a header the size 0, and apps take the message for deleted.
    The message has at least the line end before its body (RFC 9051, 7.5.2: RFC822.SIZE).

    Args:
        line: the line, which is not the content of a literal.
        first_line: the response's first line, which may be this line.
    """
    if not FETCHED.match(first_line):
        return line
    parts = QUOTED.split(line)
    return b"".join(p if p.startswith(b'"') else NO_SIZE.sub(rb"\1 2", p) for p in parts)


def upper_case_search_keys(line: bytes, first_line: bytes, *, is_first: bool) -> bytes:
    """Return a line of SEARCH with its keys in capitals; quoted strings stay.

    GreenMail refuses keys in small letters, against RFC 9051, 6.4.4.

    Args:
        line: the line, which is not the content of a literal.
        first_line: the command's first line.
        is_first: whether the line is the first line.
    """
    if not SEARCH.match(first_line):
        return line
    tag, rest = line.split(b" ", 1) if is_first else (b"", line)
    parts = b"".join(p if p.startswith(b'"') else p.upper() for p in QUOTED.split(rest))
    return tag + b" " + parts if tag else parts
