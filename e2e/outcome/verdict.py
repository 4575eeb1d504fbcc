"""Verdicts: the results that an app can show after the click on Connect, and reasons of refusals.

Every adapter maps the texts of its app to these verdicts. If a scenario needs a new reason, add the
reason here. A verdict is not the outcome of a test: outcomes are in `reports`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a target refused to connect."""

    WRONG_CREDENTIALS = "wrong credentials"
    APP_PASSWORD_NEEDED = "app password or OAuth needed"  # noqa: S105 - a reason, no password
    SSL_WANTED = "SSL wanted here"
    SSL_NOT_SPOKEN = "SSL not spoken here"
    CERTIFICATE_UNTRUSTED = "certificate untrusted"
    CERTIFICATE_EXPIRED = "certificate expired"
    CERTIFICATE_NOT_YET_VALID = "certificate not yet valid"
    CERTIFICATE_FOR_ANOTHER_NAME = "certificate for another name"
    TLS_TOO_OLD = "TLS too old"
    ENCRYPTION_REQUIRED = "encryption required by the server"
    POP3_SERVER = "POP3 server"
    NOT_AN_IMAP_SERVER = "not an IMAP server"
    REFUSED = "refused"
    HOST_NOT_FOUND = "host not found"
    HOST_NOT_ALLOWED = "host not allowed"
    NO_ANSWER = "no answer in time"
    CONNECTION_LOST = "connection lost"
    INVALID_CHARACTERS = "invalid characters"
    MISSING_FIELD = "missing field"
    TRY_LATER = "server says try later"
    UNSPECIFIED = "unspecified"


OF_CERTIFICATES = frozenset(reason for reason in Reason if reason.startswith("certificate "))
"""The reasons about a certificate; only a client that verifies certificates gives them."""


@dataclass(frozen=True)
class Connected:
    """The target says that the mailbox is connected."""

    def __str__(self) -> str:
        return "Connected"


@dataclass(frozen=True)
class Rejected:
    """The target refused to connect the mailbox, for this reason."""

    reason: Reason

    def __str__(self) -> str:
        return f"Rejected({self.reason})"


@dataclass(frozen=True)
class SavedUnverified:
    """The target stored the settings without trying to connect.

    If the adapter defines `run_job`, bluebar then runs the app's job, and the job's verdict counts.
    """

    def __str__(self) -> str:
        return "SavedUnverified"


@dataclass(frozen=True)
class Pending:
    """The target is still connecting at the deadline, and lets the person use the app meanwhile.

    No row expects this verdict: wait until the app shows the result of its check.
    """

    def __str__(self) -> str:
        return "Pending"


@dataclass(frozen=True)
class AlreadyConnected:
    """The target says that this mailbox is connected already."""

    def __str__(self) -> str:
        return "AlreadyConnected"


@dataclass(frozen=True)
class NoVerdict:
    """The target showed no other verdict within its deadline.

    Attributes:
        within: the deadline, in seconds.
    """

    within: float

    def __str__(self) -> str:
        return f"NoVerdict(within {self.within:g} s)"


Verdict = Connected | Rejected | SavedUnverified | Pending | AlreadyConnected | NoVerdict
