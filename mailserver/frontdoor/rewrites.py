"""Rewrite the few values that a front door may change in what a server sends. No I/O.

Each pattern matches only where the grammar has the value (RFC 9051, 7). A mailbox name or a message
text that looks the same is never changed.
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
