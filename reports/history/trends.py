"""Compare the runs of the history: new, continuing and fixed failures, and flaky tests. No I/O."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from bluebar.reports.history.run_summary import FailedTest, RunSummary
from bluebar.reports.record.outcomes import RED, Outcome

SHOWN_RUNS = 30
"""The number of runs on the page. Only these runs are searched for flaky tests."""
SWITCHES = 2
"""A test is flaky if it changed this often between passed and failed in the shown runs."""
JUDGED = (*RED, Outcome.FLAKY, Outcome.PASSED)
"""The outcomes of a test that was judged. A skipped or not offered test was not judged."""


@dataclass(frozen=True, kw_only=True)
class HistoryOfTest:
    """The outcomes of one test in all runs.

    Attributes:
        test_id: the test's id.
        last_failure: the names of the test, and why it failed in the last run in which it failed.
        runs: all runs, the oldest first.
        outcomes: the test's outcome in each run; None if the test did not run.
    """

    test_id: str
    last_failure: FailedTest
    runs: Sequence[RunSummary]
    outcomes: Sequence[Outcome | None]

    @property
    def is_failing(self) -> bool:
        """Whether the test failed in the last run that judged the test."""
        return bool(self._judged) and self._judged[-1][1] in RED

    @property
    def is_judged_in_last_run(self) -> bool:
        """Whether the last run judged the test."""
        return bool(self.outcomes) and self.outcomes[-1] in JUDGED

    @property
    def failing_since(self) -> RunSummary:
        """The run in which the last series of failures began."""
        began = self.runs[0]
        for before, after in pairwise([(self.runs[0], None), *self._judged]):
            if after[1] in RED and before[1] not in RED:
                began = after[0]
        return began

    @property
    def is_new_failure(self) -> bool:
        """Whether the test failed in the last run, but not in the run that judged it before."""
        return self.is_failing and self.failing_since is self.runs[-1]

    @property
    def is_fixed(self) -> bool:
        """Whether the test was fixed.

        A fixed test was judged in the last run and did not fail, but failed in the run that judged
        it before.
        """
        last_two = [outcome in RED for _, outcome in self._judged[-2:]]
        return self.is_judged_in_last_run and last_two == [True, False]

    @property
    def reruns(self) -> int:
        """The number of shown runs in which the test passed only in a rerun."""
        return sum(each is Outcome.FLAKY for each in self.outcomes[-SHOWN_RUNS:])

    @property
    def switches(self) -> int:
        """The number of changes between passed and failed in the shown runs."""
        shown = self.outcomes[-SHOWN_RUNS:]
        failures = [each in RED for each in shown if each in (*RED, Outcome.PASSED)]
        return sum(before != after for before, after in pairwise(failures))

    @property
    def _judged(self) -> list[tuple[RunSummary, Outcome]]:
        return [
            (run, outcome)
            for run, outcome in zip(self.runs, self.outcomes, strict=True)
            if outcome in JUDGED and outcome is not None
        ]


@dataclass(frozen=True, kw_only=True)
class Trends:
    """The tests that changed in the last run, that still fail, or that are flaky."""

    new_failures: tuple[HistoryOfTest, ...]
    still_failing: tuple[HistoryOfTest, ...]
    fixed: tuple[HistoryOfTest, ...]
    flaky_by_rerun: tuple[HistoryOfTest, ...]
    flaky_by_switching: tuple[HistoryOfTest, ...]


def histories_of_failed_tests(runs: Sequence[RunSummary]) -> list[HistoryOfTest]:
    """Return the history of each test that failed or was flaky in any run, sorted by name.

    Args:
        runs: all runs, the oldest first.
    """
    last_failures: dict[str, FailedTest] = {}
    for run in runs:
        last_failures |= run.failed_tests
    return sorted(
        (
            HistoryOfTest(
                test_id=test_id,
                last_failure=failure,
                runs=runs,
                outcomes=[run.outcomes.get(test_id) for run in runs],
            )
            for test_id, failure in last_failures.items()
        ),
        key=lambda test: (test.last_failure.name, test.last_failure.launcher),
    )


def find_trends(runs: Sequence[RunSummary]) -> Trends:
    """Return the trends of some runs.

    Args:
        runs: all runs, the oldest first. Flaky tests are searched for in the last SHOWN_RUNS.
    """
    tests = histories_of_failed_tests(runs)
    return Trends(
        new_failures=tuple(each for each in tests if each.is_new_failure),
        still_failing=tuple(each for each in tests if each.is_failing and not each.is_new_failure),
        fixed=tuple(each for each in tests if each.is_fixed),
        flaky_by_rerun=_at_least(1, tests, lambda test: test.reruns),
        flaky_by_switching=_at_least(SWITCHES, tests, lambda test: test.switches),
    )


def _at_least(
    least: int, tests: Iterable[HistoryOfTest], count: Callable[[HistoryOfTest], int]
) -> tuple[HistoryOfTest, ...]:
    """Return the tests whose count is `least` or more, the highest count first."""
    return tuple(sorted((each for each in tests if count(each) >= least), key=count, reverse=True))


def failing_or_flaky(runs: Sequence[RunSummary]) -> Set[str]:
    """Return the ids of the tests that failed or were flaky when they were last judged.

    Args:
        runs: the runs, the oldest first.
    """
    last: dict[str, Outcome] = {}
    for run in runs:
        last |= {test_id: each for test_id, each in run.outcomes.items() if each in JUDGED}
    return {test_id for test_id, outcome in last.items() if outcome is not Outcome.PASSED}
