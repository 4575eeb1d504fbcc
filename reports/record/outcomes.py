"""Decide the outcome of an attempt from the exception that ended the attempt. No I/O.

An exception's attribute `outcome` says whose error it is: "error" means bluebar's, and "failed"
means the app's. An exception without this attribute counts as bluebar's error if it was raised
before the click on Connect, and as the app's failure if it was raised after the click.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

NOT_OFFERED = "not offered: "
"""Prefix of the reason for a skip; the rest says what the target or mail server lacks."""


class Outcome(StrEnum):
    """The outcomes of an attempt or a test, the worst first."""

    ERROR = "error"
    FAILED = "failed"
    FLAKY = "flaky"
    KNOWN = "known finding"
    NOT_OFFERED = "not offered"
    SKIPPED = "skipped"
    PASSED = "passed"

    @property
    def slug(self) -> str:
        """Return the outcome as a name that CSS and HTML accept."""
        return self.value.replace(" ", "-")


RED = (Outcome.ERROR, Outcome.FAILED)
"""Outcomes that fail a run."""

JUDGED = (Outcome.PASSED, Outcome.KNOWN, Outcome.FAILED, Outcome.FLAKY)
"""Outcomes that are a statement about the app."""


def outcome_of_exception(error: BaseException, *, clicked: bool) -> Outcome:
    """Decide whether an exception is bluebar's error or the app's failure.

    Args:
        error: the exception that the test's function raised. The attribute `outcome` of its causes,
            and of the members of an exception group, counts, too.
        clicked: whether Connect was clicked before the exception.

    Returns:
        ERROR or FAILED.
    """
    declared = {getattr(each, "outcome", None) for each in _with_causes(error)}
    if Outcome.ERROR in declared:
        return Outcome.ERROR
    if Outcome.FAILED in declared or clicked:
        return Outcome.FAILED
    return Outcome.ERROR


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        pending += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            pending += each.exceptions


def outcome_of_skip(reason: str) -> Outcome:
    """Return the outcome of a skipped test: NOT_OFFERED or SKIPPED, depending on the reason."""
    return Outcome.NOT_OFFERED if reason.startswith(NOT_OFFERED) else Outcome.SKIPPED


def outcome_of_attempts(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of a test from the outcomes of its attempts.

    The test is flaky if an attempt failed and the last one passed. Else the last attempt counts.

    Args:
        outcomes: the outcomes of the attempts in order; at least one.
    """
    attempts = list(outcomes)
    if attempts[-1] is Outcome.PASSED and any(each in RED for each in attempts):
        return Outcome.FLAKY
    return attempts[-1]


def any_judged(outcomes: Iterable[Outcome]) -> bool:
    """Return whether any outcome is a statement about the app.

    A run without such an outcome proves nothing.
    """
    return any(each in JUDGED for each in outcomes)


def counts_in_words(count: Mapping[Outcome, int]) -> str:
    """Return the number of tests by outcome in words, the worst outcome first."""
    return ", ".join(f"{count[each]} {each}" for each in Outcome if count.get(each)) or (
        "nothing ran"
    )
