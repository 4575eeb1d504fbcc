"""How each test went over the nights, and what of it is news. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bluebar.reports.history.run_summary import FailedTest, RunSummary
from bluebar.reports.record.outcomes import RED, Outcome

SHOWN = 30
"""Nights that a page is about."""
SWITCHES = 2
"""Changes between passed and failed within them that make a test flaky."""
JUDGED = (*RED, Outcome.FLAKY, Outcome.PASSED)
"""A night in which a test was not run, or not offered, tells nothing of it."""


@dataclass(frozen=True, kw_only=True)
class TestHistory:
    """How one test went.

    Attributes:
        id: the test's.
        told: its name, and why it went wrong when it last did.
        nights: all of them, the oldest first.
        outcomes: of each night; None where it was not run.
    """

    id: str
    told: FailedTest
    nights: Sequence[RunSummary]
    outcomes: Sequence[Outcome | None]

    @property
    def is_failing(self) -> bool:
        """Say whether it failed when it was last judged."""
        return bool(self._judged) and self._judged[-1][1] in RED

    @property
    def is_in_last_night(self) -> bool:
        """Say whether it was judged in the last night."""
        return bool(self.outcomes) and self.outcomes[-1] in JUDGED

    @property
    def since(self) -> RunSummary:
        """Return the night in which the last row of failures began."""
        began = self.nights[0]
        for before, after in pairwise([(self.nights[0], None), *self._judged]):
            if after[1] in RED and before[1] not in RED:
                began = after[0]
        return began

    @property
    def is_new(self) -> bool:
        """Say whether it fails for the first night."""
        return self.is_failing and self.since is self.nights[-1]

    @property
    def is_fixed(self) -> bool:
        """Say whether it passed in the last night, having failed when it was judged before."""
        lately = [outcome in RED for _, outcome in self._judged[-2:]]
        return self.is_in_last_night and lately == [True, False]

    @property
    def reruns(self) -> int:
        """Return in how many of the nights shown it passed only when run again."""
        return sum(each is Outcome.FLAKY for each in self.outcomes[-SHOWN:])

    @property
    def switches(self) -> int:
        """Return how often it changed between passed and failed in the nights shown."""
        clear = [each in RED for each in self.outcomes[-SHOWN:] if each in (*RED, Outcome.PASSED)]
        return sum(before != after for before, after in pairwise(clear))

    @property
    def _judged(self) -> list[tuple[RunSummary, Outcome]]:
        return [
            (night, outcome)
            for night, outcome in zip(self.nights, self.outcomes, strict=True)
            if outcome in JUDGED and outcome is not None
        ]


@dataclass(frozen=True, kw_only=True)
class Trends:
    """What is news in the last night, and what is not stable."""

    new: tuple[TestHistory, ...]
    still: tuple[TestHistory, ...]
    fixed: tuple[TestHistory, ...]
    flaky_by_rerun: tuple[TestHistory, ...]
    flaky_by_switching: tuple[TestHistory, ...]


def courses(nights: Sequence[RunSummary]) -> list[TestHistory]:
    """Return how each test went that ever went wrong, by name.

    Args:
        nights: the oldest first.
    """
    told: dict[str, FailedTest] = {}
    for night in nights:
        told |= night.wrong
    return sorted(
        (
            TestHistory(
                id=test,
                told=wrong,
                nights=nights,
                outcomes=[night.outcomes.get(test) for night in nights],
            )
            for test, wrong in told.items()
        ),
        key=lambda course: (course.told.name, course.told.way),
    )


def trends(nights: Sequence[RunSummary]) -> Trends:
    """Return what is to be told in the morning.

    Args:
        nights: the oldest first. All count for since when a test fails, the last SHOWN for the
            rest.
    """
    every = courses(nights)
    return Trends(
        new=tuple(each for each in every if each.is_new),
        still=tuple(each for each in every if each.is_failing and not each.is_new),
        fixed=tuple(each for each in every if each.is_fixed),
        flaky_by_rerun=_most(every, lambda course: course.reruns, 1),
        flaky_by_switching=_most(every, lambda course: course.switches, SWITCHES),
    )


def _most(
    every: Iterable[TestHistory], count: Callable[[TestHistory], int], least: int
) -> tuple[TestHistory, ...]:
    return tuple(sorted((each for each in every if count(each) >= least), key=count, reverse=True))


def known_to(nights: Sequence[RunSummary]) -> Callable[[str], bool]:
    """Return what says of a test whether it went wrong when it was last judged.

    Args:
        nights: those before, the oldest first.
    """
    last: dict[str, Outcome] = {}
    for night in nights:
        last |= {test: each for test, each in night.outcomes.items() if each in JUDGED}
    return lambda test: last.get(test, Outcome.PASSED) is not Outcome.PASSED
