"""The deviations of a brand of mail server from the RFCs, as a frozen value. No I/O.

A front door corrects each deviation, so that the app meets a server that keeps to the RFCs.
"""

from dataclasses import dataclass
from enum import StrEnum


class Extension(StrEnum):
    """A command of an extension, which a front door can answer in the server's place."""

    NAMESPACE = "NAMESPACE"
    """RFC 2342."""

    ID = "ID"
    """RFC 2971."""

    ENABLE = "ENABLE"
    """RFC 5161."""

    UNSELECT = "UNSELECT"
    """RFC 3691."""


@dataclass(frozen=True, kw_only=True)
class Deviations:
    """The deviations of a brand from the RFCs; by default none.

    Attributes:
        wrong_envelopes: whether ENVELOPE deviates from RFC 9051, 7.5.2.
        wrong_sizes: whether RFC822.SIZE is not the number of bytes of BODY[] (RFC 9051, 6.4.5).
        refused_searches: whether the server refuses some SEARCH commands that the grammar allows
            (RFC 9051, 6.4.4).
        missing: the extensions that the server lacks.
        delimiter: the character between the levels of a mailbox name, for NAMESPACE.
        prefix: the prefix of the names of a user's folders other than INBOX.
        keep_alive_seconds: seconds of silence after which a front door sends the server a command,
            if the server closes a silent connection before the 30 minutes of RFC 9051, 5.4; 0 if
            the server keeps to the 30 minutes.
    """

    wrong_envelopes: bool = False
    wrong_sizes: bool = False
    refused_searches: bool = False
    missing: frozenset[Extension] = frozenset()
    delimiter: str = "/"
    prefix: str = ""
    keep_alive_seconds: float = 0.0
