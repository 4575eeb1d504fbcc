"""Failures of an app.

bluebar's own trouble is a `HarnessError` (bluebar.mailserver.errors); the two never look alike.
"""

from enum import StrEnum
from typing import ClassVar


class FailureKind(StrEnum):
    """What a failure finds out about an app, where that has a name."""

    FALSE_SUCCESS = "false success"
    WRONG_REASON = "wrong reason"
    NO_VERDICT = "no verdict in time"
    UNVERIFIED = "certificate accepted unverified"
    SENT_IN_CLEAR = "password sent in clear"
    PASSWORD_SHOWN = "password shown in clear"  # noqa: S105 - a name, no password
    MAIL_ALTERED = "mail altered on the server"
    OTHER = "other"


class AppFailure(AssertionError):
    """The app did not do what was expected of it, and bluebar has the evidence.

    Args:
        message: what was expected, what was shown, and what the wire says.
        kind: of finding.
    """

    outcome: ClassVar[str] = "failed"
    """Read by the reports, which import nothing of ours."""

    def __init__(self, message: str, kind: FailureKind = FailureKind.OTHER) -> None:
        super().__init__(message)
        self.kind = kind
