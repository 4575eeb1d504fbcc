"""Sort the results of a run by what they say about known issues, and write entries for new ones.

`known_issues` reads the file. This module makes the text of new entries, and does not write files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from glob import escape

import tomli_w

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_issues import ANY_DEADLINE, TABLE, IssueEntry
from bluebar.reports.record.attempts_of_test import AttemptsOfTest
from bluebar.reports.record.failure_message import failure_reason
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState


@dataclass(frozen=True, kw_only=True)
class ResultsByIssue:
    """The tests of a run by what they say about known issues. Other tests are left out.

    Attributes:
        known: tests that failed as a known issue says.
        new: tests that failed, and no known issue says so.
        gone: tests that passed although a known issue is about their scenario.
        expired: tests that failed as a known issue says, after the issue's last day.
    """

    known: list[Record] = field(default_factory=list)
    new: list[Record] = field(default_factory=list)
    gone: list[Record] = field(default_factory=list)
    expired: list[Record] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        """Return the number of tests of each kind; an empty kind is left out."""
        numbers = {
            "known": len(self.known),
            "new": len(self.new),
            "gone": len(self.gone),
            "expired": len(self.expired),
        }
        return ", ".join(f"{number} {kind}" for kind, number in numbers.items() if number)


def results_by_issue(tests: Iterable[AttemptsOfTest]) -> ResultsByIssue:
    """Sort tests by what they say about known issues.

    A flaky test is no new issue: an entry for a test that passes sometimes would be gone sometimes.
    """
    results = ResultsByIssue()
    for test in tests:
        record = test.reported
        state = record.known_issue.state
        if test.outcome is Outcome.KNOWN and state is IssueState.KNOWN:
            results.known.append(record)
        elif state is IssueState.GONE:
            results.gone.append(record)
        elif test.outcome is Outcome.FAILED and state is IssueState.EXPIRED:
            results.expired.append(record)
        elif test.outcome is Outcome.FAILED and record.scenario.id:
            results.new.append(record)
    return results


def entries_for(
    records: Iterable[Record], *, ticket: str, owner: str, until: date, why: str = ""
) -> list[IssueEntry]:
    """Return entries for tests that failed.

    Scenarios in which the app fails in the same way are in the same entry. The order of the
    records is kept.

    Args:
        records: the records of the failed tests.
        ticket: the address or the number of a ticket.
        owner: the person or team that is responsible.
        until: the last day on which the issues do not make a run red.
        why: what the app does, in a sentence; empty to take the reason of each failure.
    """
    scenarios: dict[tuple[FailureKind, str, str], list[str]] = {}
    for record in records:
        key = _kind(record), _shown(record), _in_toml(why or _why(record))
        named = scenarios.setdefault(key, [])
        # `escape`: an id may contain a character that has a meaning in a pattern.
        if (scenario := escape(record.scenario.id)) not in named:
            named.append(scenario)
    return [
        IssueEntry(
            scenarios=named,
            failure=failure,
            shown=shown,
            why=said,
            ticket=ticket,
            owner=owner,
            until=until,
        )
        for (failure, shown, said), named in scenarios.items()
    ]


def entries_in_toml(entries: Sequence[IssueEntry]) -> str:
    """Return entries as TOML, which can be added to the end of a file."""
    tables = [
        {
            "scenarios": each.scenarios,
            "failure": each.failure.value,
            **({"shown": each.shown} if each.shown else {}),
            "why": each.why,
            "ticket": each.ticket,
            "owner": each.owner,
            "until": each.until,
        }
        for each in entries
    ]
    return tomli_w.dumps({TABLE: tables})


def _kind(record: Record) -> FailureKind:
    """Return the kind of a failure; OTHER if the record names none that this bluebar knows."""
    try:
        return FailureKind(record.finding)
    except ValueError:
        return FailureKind.OTHER


def _shown(record: Record) -> str:
    """Return the pattern of the last verdict; empty if the app showed none."""
    shown = record.verdicts[-1].shown if record.verdicts else ""
    return ANY_DEADLINE if shown.startswith("NoVerdict(") else shown


def _why(record: Record) -> str:
    """Return on one line why the test failed.

    Of a wrong verdict, only the expected and the shown verdict are named. Times and addresses would
    be different in each run, and equal failures would be in several entries.
    """
    for verdict in record.verdicts:
        if verdict.false_success or verdict.expected != verdict.shown:
            return f"expected {verdict.expected}, shown {verdict.shown}"
    return failure_reason(record) or "the test failed"


def _in_toml(text: str) -> str:
    """Return a text without characters that make a line of TOML hard to read."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
