"""What a summary says, before it is written down in any format. Pure; nothing is sent anywhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bluebar.reports.html.links import to_test
from bluebar.reports.record.attempts_of_test import (
    AttemptsOfTest,
    by_launcher,
    group_by_test,
    needing_a_look,
)
from bluebar.reports.record.outcomes import Outcome, counts_in_words
from bluebar.reports.record.record import Record


@dataclass(frozen=True, kw_only=True)
class LauncherSummary:
    """What came of the tests that ran on one way of the mail server.

    Attributes:
        name: docker, jvm, external; empty where nothing could run.
        server: the mail server, and why this way.
        counts: how many tests there are of each outcome.
    """

    name: str
    server: str
    counts: Mapping[Outcome, int]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a reader is told of one or more runs.

    Attributes:
        ways: the counts, on every run.
        tests: what went wrong, the worst first.
        link: the address of the report; empty where it is not known.
        known: how many of what went wrong are left out because they are not new; None where
            nothing is left out.
    """

    ways: tuple[LauncherSummary, ...]
    tests: tuple[AttemptsOfTest, ...]
    link: str = ""
    known: int | None = None

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return how many tests there are of each outcome, all ways together."""
        return sum((Counter(way.counts) for way in self.ways), Counter())

    @property
    def title(self) -> str:
        """Return the whole on one line."""
        return f"bluebar: {counts_in_words(self.counts)}"

    @property
    def heading(self) -> str:
        """Return what stands above the tests, or instead of them."""
        left_out = f"; {self.known} known left out" if self.known else ""
        if self.known is not None:
            return f"{'New' if self.tests else 'Nothing new'}{left_out}"
        return "What went wrong" if self.tests else "Nothing went wrong"

    def link_to(self, test: AttemptsOfTest) -> str:
        """Return the address of a test's page in the report; empty where it is not known."""
        return to_test(self.link, test.last.test_id)


def summarize(
    records: Iterable[Record],
    *,
    link: str = "",
    is_known: Callable[[str], bool] | None = None,
) -> Summary:
    """Return what there is to say of these records.

    Args:
        records: of one run or more.
        link: the address of their report.
        is_known: says of a test's id whether it went wrong before; such tests are left out.
    """
    tests = group_by_test(records)
    found = needing_a_look(tests)
    new = [test for test in found if not (is_known and is_known(test.last.test_id))]
    return Summary(
        ways=_ways(tests),
        tests=tuple(new),
        link=link,
        known=len(found) - len(new) if is_known else None,
    )


def _ways(tests: Iterable[AttemptsOfTest]) -> tuple[LauncherSummary, ...]:
    return tuple(
        LauncherSummary(
            name=name,
            server=those[0].last.mail_server,
            counts=Counter(test.outcome for test in those),
        )
        for name, those in by_launcher(tests).items()
    )
