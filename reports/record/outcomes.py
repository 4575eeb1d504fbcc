"""What bluebar says of an attempt, decided from what was raised and when. Pure.

An exception tells by its attribute `outcome` whose trouble it is: "error" for bluebar's own,
"failed" for the app's. One without it is bluebar's before the click on Connect, the app's after.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

NOT_OFFERED = "not offered: "
"""How the reason of a skip begins that stands for what the target or the server lacks."""


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
        """Return it as a name of a style or an element."""
        return self.value.replace(" ", "-")


BAD = (Outcome.ERROR, Outcome.FAILED)
"""What went wrong, whoever's trouble it is."""

JUDGED = (Outcome.PASSED, Outcome.KNOWN, Outcome.FAILED, Outcome.FLAKY)
"""What speaks of the app."""


def whose_trouble(error: BaseException, *, clicked: bool) -> Outcome:
    """Return ERROR for bluebar's own trouble, FAILED for the app's.

    Args:
        error: as raised by a test's body; its causes and the members of groups count, too.
        clicked: whether Connect had been clicked.
    """
    said = {getattr(each, "outcome", None) for each in _with_causes(error)}
    if Outcome.ERROR in said:
        return Outcome.ERROR
    if Outcome.FAILED in said or clicked:
        return Outcome.FAILED
    return Outcome.ERROR


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    open_ones: list[BaseException | None] = [error]
    while open_ones:
        each = open_ones.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        open_ones += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            open_ones += each.exceptions


def skipped_as(reason: str) -> Outcome:
    """Return what a skip with this reason is."""
    return Outcome.NOT_OFFERED if reason.startswith(NOT_OFFERED) else Outcome.SKIPPED


def over_attempts(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what a test is by its attempts in order: flaky when it passed only when run again."""
    tried = list(outcomes)
    if tried[-1] is Outcome.PASSED and any(each in BAD for each in tried):
        return Outcome.FLAKY
    return tried[-1]


def anything_was_judged(outcomes: Iterable[Outcome]) -> bool:
    """Say whether any outcome speaks of the app; a run without one has proved nothing."""
    return any(each in JUDGED for each in outcomes)


def in_words(count: Mapping[Outcome, int]) -> str:
    """Tell how many of each there are, the worst first."""
    return ", ".join(f"{count[each]} {each}" for each in Outcome if count.get(each)) or (
        "nothing ran"
    )
