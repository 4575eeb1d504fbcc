"""Print at the end of a run what is new, gone and expired, compared with the known issues."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bluebar.e2e.outcome.new_issues import (
    ResultsByIssue,
    entries_for,
    entries_in_toml,
    results_by_issue,
)
from bluebar.e2e.run.issue_options import KnownIssues
from bluebar.reports.plugin import records_of
from bluebar.reports.record.attempts_of_test import group_by_test
from bluebar.reports.record.failure_message import failure_reason
from bluebar.reports.record.record import Record

DAYS = 90
"""How many days a new known issue keeps a run green, unless somebody chooses another day."""

OFFERED = 5
"""The maximum number of entries that a run prints. `bluebar known --add` writes all of them."""


class IssueSection:
    """The pytest plugin that prints the section of known issues.

    Args:
        known: the known issues of the run.
    """

    def __init__(self, known: KnownIssues) -> None:
        self.known = known

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the section, if the run has a file of known issues or could have one."""
        results = results_by_issue(group_by_test(records_of(terminalreporter.config)))
        lines = list(issue_lines(results, self.known))
        if lines:
            terminalreporter.section("known issues")
            for line in lines:
                terminalreporter.line(line)


def issue_lines(results: ResultsByIssue, known: KnownIssues) -> Iterator[str]:
    """Return the lines of the section; no line if there is nothing to say.

    Args:
        results: the tests of the run by what they say about known issues.
        known: the known issues of the run.
    """
    if known.file is None or not (results.in_words or known.issues):
        return
    file = os.path.relpath(known.file)
    yield f"{file}: {results.in_words or 'no test of this run is about a known issue'}"
    for record in results.new:
        yield f"new      {record.name}: {failure_reason(record)}{_otherwise(record)}"
    for record in results.expired:
        issue = record.known_issue
        yield f"expired  {record.name}: {issue.issue}"
        yield f"         correct the app, or set a later `until` in {issue.place}"
    for record in results.gone:
        issue = record.known_issue
        yield f"gone     {record.name} passed: {issue.issue}"
        yield f"         the scenario no longer belongs in {issue.place}"
    if results.new:
        yield from _offer(results.new, file)


def _otherwise(record: Record) -> str:
    """Return the known issue that does not describe the failure of its scenario."""
    issue = record.known_issue
    return f"; known in another way: {issue.issue}; {issue.place}" if issue.state else ""


def _offer(new: Sequence[Record], file: str) -> Iterator[str]:
    """Return the lines that make new issues known, and the command that adds these lines."""
    entries = entries_for(new, ticket="TICKET", owner="OWNER", until=default_until())
    yield f"These lines in {file} make the new issues known:"
    yield ""
    yield from entries_in_toml(entries[:OFFERED]).splitlines()
    yield ""
    more = f", with {len(entries) - OFFERED} more entries" if len(entries) > OFFERED else ""
    yield f"`bluebar known --add --ticket TICKET --owner OWNER` adds them{more}."


def default_until() -> date:
    """Return the last day of a new known issue: DAYS from today."""
    return datetime.now(UTC).date() + timedelta(days=DAYS)
