"""A test with all its attempts: records are of attempts, what a reader asks for are tests. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bluebar.reports.record.failure_message import reason
from bluebar.reports.record.outcomes import BAD, Outcome, over_attempts
from bluebar.reports.record.record import Record, in_order

WRONG = (*BAD, Outcome.FLAKY)
"""What a reader has to look at."""


@dataclass(frozen=True)
class AttemptsOfTest:
    """A test, tried once or more.

    Attributes:
        attempts: in order; at least one.
    """

    attempts: Sequence[Record]

    @property
    def last(self) -> Record:
        """Return the attempt that counts."""
        return self.attempts[-1]

    @property
    def outcome(self) -> Outcome:
        """Return what the test is by all its attempts."""
        return over_attempts(each.outcome for each in self.attempts)

    @property
    def telling(self) -> Record:
        """Return the attempt that tells most, the last that went wrong, with the test's outcome."""
        wrong = [each for each in self.attempts if each.outcome in WRONG]
        return replace((wrong or self.attempts)[-1], outcome=self.outcome)

    @property
    def reason(self) -> str:
        """Return on one line why it did not pass, or not at once."""
        return reason(self.telling)


def tried(records: Iterable[Record]) -> list[AttemptsOfTest]:
    """Return the tests of records, the worst outcome first, then in the order they were run."""
    by_id: dict[str, list[Record]] = {}
    for record in in_order(records):
        by_id.setdefault(record.test_id, []).append(record)
    order = list(Outcome)
    return sorted(map(AttemptsOfTest, by_id.values()), key=lambda test: order.index(test.outcome))


def wrong(tests: Iterable[AttemptsOfTest]) -> list[AttemptsOfTest]:
    """Return those that a reader has to look at."""
    return [test for test in tests if test.outcome in WRONG]


def by_way(tests: Iterable[AttemptsOfTest]) -> dict[str, list[AttemptsOfTest]]:
    """Return the tests of each way of the mail server, by its name."""
    found: dict[str, list[AttemptsOfTest]] = {}
    for test in tests:
        found.setdefault(test.last.way, []).append(test)
    return dict(sorted(found.items()))
