"""What bluebar can say against an app, and the one place where it says `not offered`.

bluebar's own trouble is a `HarnessError` (mailserver.errors); the two never look alike.
"""

from typing import ClassVar, NoReturn, TypeVar

import pytest

T = TypeVar("T")


class AppFailure(AssertionError):
    """The app did not do what was expected of it, and bluebar has the evidence."""

    outcome: ClassVar[str] = "failed"
    """Read by the reports, which import nothing of ours."""


def not_offered(what: str) -> NoReturn:
    """End the test as `not offered`: the target or the mail server lacks what it is about."""
    pytest.skip(f"not offered: {what}")


def offered(target: object, part: type[T]) -> T:
    """Return the target as one that has this optional part, or end the test as `not offered`."""
    if not isinstance(target, part):
        not_offered(f"{getattr(target, 'name', target)} declares no {part.__name__}")
    return target
