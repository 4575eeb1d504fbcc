"""Failures of the app under test.

An error of bluebar itself is a `HarnessError` (bluebar.mailserver.errors), and reports show the two
differently.
"""

from enum import StrEnum
from typing import ClassVar


class FailureKind(StrEnum):
    """Kinds of failures of an app."""

    FALSE_SUCCESS = "false success"
    WRONG_REASON = "wrong reason"
    NO_VERDICT = "no verdict in time"
    UNVERIFIED = "certificate accepted unverified"
    SENT_IN_CLEAR = "password sent in clear"
    PASSWORD_SHOWN = "password shown in clear"  # noqa: S105 - a name, no password
    MAIL_ALTERED = "mail altered on the server"
    OTHER = "other"


class AppFailure(AssertionError):
    """The app did something that the scenario does not allow, and bluebar has the evidence.

    Args:
        message: the expected and the shown verdict or value, and what the front door (the proxy
            between app and mail server) recorded.
        kind: the kind of failure.
    """

    outcome: ClassVar[str] = "failed"
    """The outcome of the test. Reports read this attribute and do not import this class."""

    def __init__(self, message: str, kind: FailureKind = FailureKind.OTHER) -> None:
        super().__init__(message)
        self.kind = kind
