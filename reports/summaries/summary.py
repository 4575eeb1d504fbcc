"""Summarize one or more runs. Every format of a summary has this content. No I/O."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct, field

from bluebar.reports.html.links import to_test
from bluebar.reports.record.adapter_calls import never_matched
from bluebar.reports.record.attempts_of_test import (
    AttemptsOfTest,
    by_launcher,
    group_by_test,
    needing_a_look,
)
from bluebar.reports.record.outcomes import Outcome, counts_in_words
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState


class LauncherSummary(Struct, frozen=True, kw_only=True):
    """The outcomes of the tests that used one launcher of the mail server.

    Attributes:
        name: the name of the launcher: docker, jvm or external; empty if no test could run.
        server: the name of the mail server, and the reason why this launcher was used.
        counts: the number of tests by outcome.
    """

    name: str
    server: str
    counts: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        """Return the number of tests."""
        return sum(self.counts.values())


class SummaryLine(Struct, frozen=True, kw_only=True):
    """A line of a summary, about a test that failed or was flaky.

    Attributes:
        test_id: the test's id, as in `Record.test_id`.
        launcher: the launcher of the mail server; empty if no test could run.
        test: pytest's name of the test.
        name: the id of the test's scenario; without a scenario, pytest's name.
        why: why the scenario exists.
        outcome: the test's outcome, from all its attempts.
        reason: why the test failed, on one line.
        attempts: the outcome of each attempt.
        replay: a command that repeats the test.
        link: the URL of the test in the report; empty if unknown.
        file: the file of the test, relative to pytest's root; empty if unknown.
        line: the line that failed, else the first line of the test; empty if unknown.
    """

    test_id: str = field(name="id")
    launcher: str = field(name="way")
    test: str
    name: str
    why: str
    outcome: Outcome
    reason: str
    attempts: Sequence[Outcome]
    replay: str
    link: str
    file: str
    line: str


class Summary(Struct, frozen=True, kw_only=True):
    """The content of a summary.

    Attributes:
        launchers: the counts by launcher.
        tests: tests that failed or were flaky, the worst outcome first.
        known: the number of tests that are omitted because they failed before; None if the summary
            omits no tests.
        never_matched: a sentence for each locator of the adapter that never matched.
        gone: a line for each test that passed although a known issue is about its scenario.
    """

    launchers: Sequence[LauncherSummary]
    tests: Sequence[SummaryLine]
    known: int | None = None
    never_matched: Sequence[str] = ()
    gone: Sequence[str] = ()

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return the number of tests by outcome, over all launchers."""
        return sum((Counter(each.counts) for each in self.launchers), Counter())

    @property
    def title(self) -> str:
        """Return the number of tests by outcome, on one line."""
        return f"bluebar: {counts_in_words(self.counts)}"

    @property
    def heading(self) -> str:
        """Return the heading of the list of tests, which also fits an empty list."""
        if self.known is None:
            return "Failed and flaky tests" if self.tests else "No failed or flaky tests"
        omitted = f"; {self.known} known failures omitted" if self.known else ""
        return f"{'New' if self.tests else 'Nothing new'}{omitted}"


def summarize(
    records: Iterable[Record], *, link: str = "", known: Set[str] | None = None
) -> Summary:
    """Return the summary of some records.

    Args:
        records: the records of one or more runs.
        link: the URL of the runs' report; empty if unknown.
        known: the ids of tests that failed before, which are omitted; None to omit no test.
    """
    records = list(records)
    tests = group_by_test(records)
    failed = needing_a_look(tests)
    new = [test for test in failed if test.last.test_id not in (known or ())]
    return Summary(
        launchers=[
            LauncherSummary(
                name=name,
                server=of_launcher[0].last.mail_server,
                counts=Counter(test.outcome for test in of_launcher),
            )
            for name, of_launcher in by_launcher(tests).items()
        ],
        tests=[_test(test, link) for test in new],
        known=None if known is None else len(failed) - len(new),
        never_matched=[str(each) for each in never_matched(records)],
        gone=[_gone(test.last) for test in tests if _is_gone(test)],
    )


def _is_gone(test: AttemptsOfTest) -> bool:
    return test.last.known_issue.state is IssueState.GONE and test.outcome is Outcome.PASSED


def _gone(record: Record) -> str:
    issue, launcher = record.known_issue, record.launcher and f" ({record.launcher})"
    return f"{record.name}{launcher}: {issue.issue}; {issue.place}"


def _test(test: AttemptsOfTest, link: str) -> SummaryLine:
    record = test.reported
    file, line = _location(record)
    return SummaryLine(
        test_id=record.test_id,
        launcher=record.launcher,
        test=record.test,
        name=record.name,
        why=record.scenario.why,
        outcome=test.outcome,
        reason=test.reason,
        attempts=[attempt.outcome for attempt in test.attempts],
        replay=record.replay,
        link=to_test(link, record.test_id),
        file=file,
        line=line,
    )


def _location(record: Record) -> tuple[str, str]:
    """Return the path of the test's file, and a line number in the file, both as text.

    The line is the one in the test's file that raised the exception, else the first line of the
    test. Both texts are empty for a record that belongs to no test.
    """
    file, separator, _ = record.test.partition("::")
    if not separator:
        return "", ""
    raised = re.search(rf"^{re.escape(file)}:(\d+): ", record.error, re.MULTILINE)
    return file, raised[1] if raised else str(record.line or "")
