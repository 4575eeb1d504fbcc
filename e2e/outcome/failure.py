"""What bluebar can say against an app, and the one place where it says `not offered`.

bluebar's own trouble is a `HarnessError` (bluebar.mailserver.errors); the two never look alike.
"""

from enum import StrEnum
from typing import ClassVar, NoReturn, TypeGuard, TypeVar

import pytest

T = TypeVar("T")


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


def not_offered(what: str) -> NoReturn:
    """End the test as `not offered`: the target or the mail server lacks what it is about."""
    pytest.skip(f"not offered: {what}")


def has_capability(target: object, part: type[T]) -> TypeGuard[T]:
    """Say whether a target has this optional part; one that says False of itself has it not."""
    return isinstance(target, part) and not any(
        getattr(target, name) is False for name in part.__annotations__
    )


def require(target: object, part: type[T]) -> T:
    """Return the target as one that has this optional part, or end the test as `not offered`."""
    if not has_capability(target, part):
        not_offered(f"{getattr(target, 'name', target)} declares no {part.__name__}")
    return target
