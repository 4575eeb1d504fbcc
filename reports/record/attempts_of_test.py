"""Group attempt records by test. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from bluebar.reports.record.failure_message import failure_reason
from bluebar.reports.record.outcomes import RED, Outcome, outcome_of_attempts
from bluebar.reports.record.record import Record, by_start

NEEDS_A_LOOK = (*RED, Outcome.FLAKY)
"""Outcomes of a test that a reader of the report has to look at."""


@dataclass(frozen=True)
class AttemptsOfTest:
    """A test with its attempts.

    Attributes:
        attempts: the records of the attempts in order; at least one.
    """

    attempts: Sequence[Record]

    @property
    def last(self) -> Record:
        """Return the attempt that decides the test's outcome."""
        return self.attempts[-1]

    @property
    def outcome(self) -> Outcome:
        """Return the test's outcome, computed from all its attempts."""
        return outcome_of_attempts(each.outcome for each in self.attempts)

    @property
    def reported(self) -> Record:
        """Return the attempt that stands for the test: the last one that went wrong, else the last.

        The returned record has the outcome of the test, not of the attempt.
        """
        wrong = [each for each in self.attempts if each.outcome in NEEDS_A_LOOK]
        return replace((wrong or self.attempts)[-1], outcome=self.outcome)

    @property
    def reason(self) -> str:
        """Return on one line why the test failed, also if it passed in a rerun."""
        return failure_reason(self.reported)


def group_by_test(records: Iterable[Record]) -> list[AttemptsOfTest]:
    """Return the tests to which the records belong.

    The tests with the worst outcome come first; equal outcomes are in the order of their start.
    """
    by_id: dict[str, list[Record]] = {}
    for record in by_start(records):
        by_id.setdefault(record.test_id, []).append(record)
    order = list(Outcome)
    return sorted(map(AttemptsOfTest, by_id.values()), key=lambda test: order.index(test.outcome))


def needing_a_look(tests: Iterable[AttemptsOfTest]) -> list[AttemptsOfTest]:
    """Return the tests that a reader of the report has to look at."""
    return [test for test in tests if test.outcome in NEEDS_A_LOOK]


def by_launcher(tests: Iterable[AttemptsOfTest]) -> dict[str, list[AttemptsOfTest]]:
    """Return the tests of each launcher of the mail server, by the launcher's name."""
    found: dict[str, list[AttemptsOfTest]] = {}
    for test in tests:
        found.setdefault(test.last.launcher, []).append(test)
    return dict(sorted(found.items()))
