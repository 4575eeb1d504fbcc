"""`bluebar known`: list the known issues of an app, and add failures of the last run to them."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import click

from bluebar.commands.settings_defaults import reports_home
from bluebar.e2e.outcome.known_issues import (
    KnownIssue,
    parse_known_issues,
    read_known_issues,
    text_of,
)
from bluebar.e2e.outcome.new_issues import entries_for, entries_in_toml, results_by_issue
from bluebar.e2e.run.issue_section import DAYS, default_until
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.record.attempts_of_test import AttemptsOfTest, group_by_test
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState
from bluebar.reports.report_folder import read_records

PATH = click.Path(path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

WHY_NOT = {
    Outcome.PASSED: "the test passed",
    Outcome.ERROR: "the error is bluebar's or the adapter's, and says nothing about the app",
    Outcome.FLAKY: "the test passed when it was run again: an entry would be gone half of the time",
    Outcome.KNOWN: "the failure is known",
}
"""Why the result of a test is no new issue, by outcome."""


class NotAdded(HarnessError):
    """No entry was added to the file of known issues."""


@click.command()
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...")
@click.option("--add", is_flag=True, help="Add an entry for each new failure of the report.")
@click.option("--ticket", metavar="TEXT", help="With --add: address or number of the ticket.")
@click.option("--owner", metavar="TEXT", help="With --add: the person or team responsible.")
@click.option(
    "--until",
    type=DAY,
    metavar="YYYY-MM-DD",
    help=f"With --add: the last day on which a run stays green.  [default: in {DAYS} days]",
)
@click.option(
    "--why",
    default="",
    metavar="TEXT",
    help="With --add: what the app does.  [default: the reason of each failure]",
)
@click.option(
    "--report",
    type=PATH,
    metavar="FOLDER",
    help="The report to read.  [default: the last run's report]",
)
@click.option(
    "--file",
    type=PATH,
    metavar="FILE",
    help="The file of known issues.  [default: the one of the report's run]",
)
def known(
    scenarios: tuple[str, ...],
    ticket: str | None,
    owner: str | None,
    until: datetime | None,
    why: str,
    report: Path | None,
    file: Path | None,
    *,
    add: bool,
) -> int:
    """List the known issues of your app, or add new ones.

    A known issue is a failure of the app that does not make a run red until its last day. The file
    known_issues.toml beside the adapter contains the known issues. With --add, each failure of the
    last run that is not known is added to the file; SCENARIO is the ID of a scenario, or a pattern
    with *, and limits this to some failures. The text that the file has stays as it is.

    \b
    Examples:
      bluebar known
      bluebar known --add --ticket CRM-412 --owner "mail team"
      bluebar known --add "refusals/*" --ticket CRM-412 --owner "mail team" --until 2027-03-31
    \f

    Raises:
        BadIssuesFile: the file of known issues is wrong.
        NotAReport: there is no report.
        NotAdded: nothing can be added.
    """
    folder = report or reports_home() / "latest"
    if not add:
        records = read_records(folder) if report or folder.exists() else []
        _list(read_or_none(_file(records, file, folder)), records)
        return 0
    if not (ticket and owner):
        raise click.UsageError("--add needs --ticket and --owner")
    records = read_records(folder)
    last_day = until.date() if until else default_until()
    chosen = choose_new(group_by_test(records), scenarios, folder)
    if not chosen:
        click.echo(f"{folder} has no new failure; nothing was added")
        return 0
    entries = entries_for(chosen, ticket=ticket, owner=owner, until=last_day, why=why)
    where = _file(records, file, folder)
    text = entries_in_toml(entries)
    add_entries(where, text)
    click.echo(text)
    click.echo(f"{os.path.relpath(where)}: {len(entries)} added, for {len(chosen)} scenarios")
    return 0


def choose_new(
    tests: Sequence[AttemptsOfTest], scenarios: Sequence[str], folder: Path
) -> list[Record]:
    """Return the records of the new failures that the patterns choose.

    Args:
        tests: the tests of a report.
        scenarios: ids of scenarios, or patterns with `*`; empty to choose all new failures.
        folder: the report's folder, for messages.

    Raises:
        NotAdded: a pattern matches no new failure.
    """
    new = results_by_issue(tests).new
    for pattern in scenarios:
        if not any(fnmatchcase(each.name, pattern) for each in new):
            raise _no_failure(pattern, tests, folder)
    return [
        each
        for each in new
        if not scenarios or any(fnmatchcase(each.name, pattern) for pattern in scenarios)
    ]


def add_entries(file: Path, text: str) -> None:
    """Add entries to the end of a file, which is created if missing.

    Args:
        file: the file of known issues.
        text: the entries in TOML.

    Raises:
        BadIssuesFile: the file is wrong; it is unchanged.
        NotAdded: the file cannot be written.
    """
    before = text_of(file) if file.exists() else ""
    separator = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    parse_known_issues(before, file)
    parse_known_issues(f"{before}{separator}{text}", file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as opened:
            opened.write(f"{separator}{text}")
    except OSError as error:
        raise NotAdded(
            wanted="to add known issues",
            happened=error.strerror or str(error),
            where=str(file),
            next_step="name another file with --file",
        ) from error


def read_or_none(file: Path) -> tuple[KnownIssue, ...]:
    """Return the known issues in a file; none if the file is missing.

    Raises:
        BadIssuesFile: the file is wrong.
    """
    return read_known_issues(file) if file.exists() else ()


def _file(records: Iterable[Record], named: Path | None, folder: Path) -> Path:
    """Return the file of known issues: the named one, or the one of the report's run."""
    if named:
        return named
    of_run = next((each.run["known issues"] for each in records if "known issues" in each.run), "")
    if of_run:
        return Path(of_run)
    raise NotAdded(
        wanted="to find the file of known issues",
        happened="the report's run tested an included app, or there is no report",
        where=str(folder),
        next_step="run the tests with --target path/to/adapter.py:Class, or name the file with "
        "--file",
    )


def _list(issues: Sequence[KnownIssue], records: Sequence[Record]) -> None:
    """Print each known issue, and what the last run says about it."""
    tests = group_by_test(records)
    ids = {row.id for row in ALL} | {each.name for each in records}
    today = datetime.now(UTC).date()
    for issue in issues:
        click.echo(f"{issue.place}: {issue}")
        for pattern in issue.rows:
            click.echo(f"  {pattern}: {_state(issue, pattern, tests, ids)}")
        if issue.expires < today:
            click.echo(f"  expired: the last day was {issue.expires}")
    click.echo(_last_line(issues, results_by_issue(tests).in_words))


def _state(
    issue: KnownIssue, pattern: str, tests: Iterable[AttemptsOfTest], ids: Iterable[str]
) -> str:
    """Return what a report says about the scenarios of a pattern."""
    if not any(fnmatchcase(each, pattern) for each in ids):
        return "no scenario has this id"
    states = [
        str(test.reported.known_issue.state or IssueState.KNOWN)
        for test in tests
        if fnmatchcase(test.reported.name, pattern)
        and test.reported.known_issue.place == issue.place
    ]
    counted = {state: states.count(state) for state in dict.fromkeys(states)}
    return ", ".join(f"{number} {state}" for state, number in counted.items()) or "not run"


def _last_line(issues: Sequence[KnownIssue], results: str) -> str:
    entries = f"{len(issues)} known issues" if len(issues) != 1 else "1 known issue"
    return f"{entries}; the last run: {results}" if results else entries


def _no_failure(pattern: str, tests: Iterable[AttemptsOfTest], folder: Path) -> NotAdded:
    found = [test for test in tests if fnmatchcase(test.reported.name, pattern)]
    reasons = dict.fromkeys(_why_not(test) for test in found)
    return NotAdded(
        wanted=f"a new failure of {pattern} in the last run",
        happened="; ".join(reasons) or "the report has no such scenario",
        where=str(folder),
        next_step="only failures of the app can be added: run the scenario first, or name another "
        "one; the file is unchanged",
    )


def _why_not(test: AttemptsOfTest) -> str:
    issue = test.reported.known_issue
    if issue.state is IssueState.EXPIRED:
        return f"the issue has expired: set a later `until` in {issue.place}"
    return WHY_NOT.get(test.outcome, f"the test was {test.outcome}")
