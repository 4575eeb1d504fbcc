"""Decide the outcome of an attempt from the exception and its time. No I/O.

An exception's attribute `outcome` says where the error is: "error" in bluebar, "failed" in the app.
Without the attribute, an exception is bluebar's before the click on Connect and the app's after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

NOT_OFFERED = "not offered: "
"""Prefix of a skip's reason if the target or the mail server does not support the scenario."""


class Outcome(StrEnum):
    """The outcomes, the worst first."""

    ERROR = "error"
    FAILED = "failed"
    FLAKY = "flaky"
    KNOWN = "known finding"
    NOT_OFFERED = "not offered"
    SKIPPED = "skipped"
    PASSED = "passed"

    @property
    def slug(self) -> str:
        """Return the outcome as a name for CSS and HTML."""
        return self.value.replace(" ", "-")


RED = (Outcome.ERROR, Outcome.FAILED)
"""Outcomes that fail a run."""

JUDGED = (Outcome.PASSED, Outcome.KNOWN, Outcome.FAILED, Outcome.FLAKY)
"""Outcomes that are a statement about the app."""


def outcome_of_exception(error: BaseException, *, clicked: bool) -> Outcome:
    """Return ERROR for an error in bluebar, FAILED for a failure of the app.

    Args:
        error: raised by a test's body; its causes and the members of groups also count.
        clicked: whether Connect was clicked before.
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
    """Return NOT_OFFERED or SKIPPED, by the skip's reason."""
    return Outcome.NOT_OFFERED if reason.startswith(NOT_OFFERED) else Outcome.SKIPPED


def outcome_of_attempts(outcomes: Iterable[Outcome]) -> Outcome:
    """Return a test's outcome from its attempts in order: flaky if only a rerun passed."""
    attempts = list(outcomes)
    if attempts[-1] is Outcome.PASSED and any(each in RED for each in attempts):
        return Outcome.FLAKY
    return attempts[-1]


def any_judged(outcomes: Iterable[Outcome]) -> bool:
    """Return whether any outcome is a statement about the app; a run without one proves nothing."""
    return any(each in JUDGED for each in outcomes)


def counts_in_words(count: Mapping[Outcome, int]) -> str:
    """Return the number of each outcome, the worst first."""
    return ", ".join(f"{count[each]} {each}" for each in Outcome if count.get(each)) or (
        "nothing ran"
    )
