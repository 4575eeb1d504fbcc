"""Read the file of an app's known issues, and compare the result of a test with the issues.

A known issue is a `KnownFailure` that is written in a file, not in the adapter's code. The file is
`known_issues.toml` beside the adapter; docs/known-issues.md describes the file. A test that fails
as an issue describes does not make a run red. An issue that does not happen is reported, and makes
only a strict run red; a known failure in the adapter's code that does not happen always does.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import msgspec

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_failures import KnownFailure
from bluebar.e2e.outcome.verdict import (
    AlreadyConnected,
    Connected,
    NoVerdict,
    Pending,
    Reason,
    Rejected,
    SavedUnverified,
)
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.record.record_fields import IssueState, KnownIssueNote

FILE_NAME = "known_issues.toml"
"""The name of the file, which is in the folder of the adapter's file."""

TABLE = "issue"
"""The name of the file's array of tables. Each table is an entry: one known issue."""

ANY_DEADLINE = "NoVerdict(*)"
"""The verdict of an app that showed no verdict before its deadline, whatever the deadline is."""

VERDICTS = tuple(
    str(each)
    for each in (
        Connected(),
        *map(Rejected, Reason),
        SavedUnverified(),
        Pending(),
        AlreadyConnected(),
        NoVerdict(within=1),
    )
)
"""The verdicts that an app can show, as texts. The deadline of `NoVerdict` is an example."""

_HEADER = re.compile(rf"[ \t]*\[\[[ \t]*{TABLE}[ \t]*\]\]")

Text = Annotated[str, msgspec.Meta(min_length=1)]


class IssueEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the file of known issues.

    Attributes:
        scenarios: the ids of the scenarios in which the app fails. A `*` matches any characters.
        failure: the kind of failure.
        shown: the verdict that the app shows, e.g. "Rejected(unspecified)"; empty for any verdict.
            A `*` matches any characters.
        why: what the app does, in a sentence.
        ticket: the address or the number of a ticket about the issue.
        owner: the person or team that is responsible for the issue.
        until: the last day on which the issue does not make a run red.
    """

    scenarios: Annotated[list[Text], msgspec.Meta(min_length=1)]
    failure: FailureKind
    shown: str = ""
    why: Text
    ticket: Text
    owner: Text
    until: date


REQUIRED = tuple(each.name for each in msgspec.structs.fields(IssueEntry) if each.required)


@dataclass(frozen=True, kw_only=True)
class KnownIssue(KnownFailure):
    """A known failure that is written in a file.

    Attributes:
        place: the file's name and the line of the entry, e.g. "known_issues.toml:12".
    """

    place: str


class BadIssuesFile(HarnessError):
    """The file of known issues cannot be read, or one of its entries is wrong."""


def read_known_issues(file: Path) -> tuple[KnownIssue, ...]:
    """Return the known issues in a file, in the order of the file.

    Raises:
        BadIssuesFile: the file cannot be read, or one of its entries is wrong.
    """
    return parse_known_issues(text_of(file), file)


def text_of(file: Path) -> str:
    """Return the content of a file of known issues.

    Raises:
        BadIssuesFile: the file cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        happened = getattr(error, "strerror", None) or str(error)
        raise _bad(str(file), happened, "correct the file, or name another one") from error


def parse_known_issues(text: str, file: Path) -> tuple[KnownIssue, ...]:
    """Return the known issues in the text of a file.

    Args:
        text: the content of the file, in TOML.
        file: the path of the file, for messages and places.

    Raises:
        BadIssuesFile: the text is not TOML, or one of the entries is wrong.
    """
    try:
        content = tomllib.loads(text)
    # A RecursionError comes from many nested arrays.
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad(str(file), f"not TOML: {error}", "correct this line") from error
    if others := sorted(content.keys() - {TABLE}):
        raise _bad(
            str(file),
            f"the file has `{others[0]}` outside of an entry",
            f"write each known issue below a line [[{TABLE}]]",
        )
    entries = content.get(TABLE, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise _bad(
            str(file),
            f"`{TABLE}` is no array of tables",
            f"begin each known issue with a line [[{TABLE}]], in two pairs of brackets",
        )
    lines = _lines_of_entries(text, len(entries))
    return tuple(
        _issue(entry, number, file, line)
        for number, (entry, line) in enumerate(zip(entries, lines, strict=True), 1)
    )


def compare_with_issues(
    issues: Iterable[KnownIssue], row: str, failure: Exception | None, shown: str, today: date
) -> KnownIssueNote | None:
    """Compare the result of a test with the known issues of its scenario.

    Args:
        issues: the known issues of the app.
        row: the scenario's id.
        failure: the failure of the test; None if the test passed.
        shown: the last verdict that the app showed; empty if the app showed none.
        today: the day of the run.

    Returns:
        The issue that applies, and what the result says about the issue; None if no issue is known
        for the scenario. If several issues describe the failure, one that has not expired applies.
    """
    for_row = [each for each in issues if each.covers(row)]
    if failure is None:
        return _first(IssueState.GONE, for_row)
    described = [each for each in for_row if each.describes(failure, shown)]
    return (
        _first(IssueState.KNOWN, [each for each in described if each.expires >= today])
        or _first(IssueState.EXPIRED, described)
        or _first(IssueState.CHANGED, for_row)
    )


def _first(state: IssueState, issues: Sequence[KnownIssue]) -> KnownIssueNote | None:
    return next(
        (KnownIssueNote(state=state, issue=str(each), place=each.place) for each in issues), None
    )


def _issue(entry: Mapping[str, Any], number: int, file: Path, line: int | None) -> KnownIssue:
    """Return an entry of the file as a known issue.

    Raises:
        BadIssuesFile: the entry is wrong.
    """
    where = f"{file}{f':{line}' if line else ''}, entry {number}{_named(entry)}"
    if unknown := sorted(entry.keys() - set(IssueEntry.__struct_fields__)):
        raise _bad(where, f"the key `{unknown[0]}` is unknown", _nearest_key(unknown[0]))
    if missing := [each for each in REQUIRED if each not in entry]:
        raise _bad(where, f"the key `{missing[0]}` is missing", f"add `{missing[0]} = …`")
    try:
        read = msgspec.convert(entry, IssueEntry)
    except msgspec.ValidationError as error:
        raise _bad(where, *_in_words(error)) from error
    if read.shown and not any(fnmatchcase(each, read.shown) for each in (*VERDICTS, ANY_DEADLINE)):
        near = get_close_matches(read.shown, VERDICTS, n=1, cutoff=0)
        raise _bad(
            where,
            f"`shown` is {read.shown!r}, which is no verdict",
            f"write a verdict as the report shows it, e.g. {near[0]!r}, or remove `shown`",
        )
    return KnownIssue(
        rows=tuple(read.scenarios),
        kind=read.failure,
        shown=read.shown,
        why=read.why,
        link=read.ticket,
        owner=read.owner,
        expires=read.until,
        place=f"{file.name}:{line}" if line else f"{file.name}, entry {number}",
    )


def _lines_of_entries(text: str, entries: int) -> list[int] | list[None]:
    """Return the line on which each entry begins, from 1.

    TOML's parser returns no lines. If the lines that look like the beginning of an entry are more
    or fewer than the entries, the lines are unknown.
    """
    lines = [at for at, line in enumerate(text.split("\n"), 1) if _HEADER.match(line)]
    return lines if len(lines) == entries else [None] * entries


def _named(entry: Mapping[str, Any]) -> str:
    """Return the first scenario of an entry in parentheses; empty if there is none."""
    scenarios = entry.get("scenarios")
    first = scenarios[0] if isinstance(scenarios, list) and scenarios else None
    return f" ({first})" if isinstance(first, str) else ""


def _nearest_key(key: str) -> str:
    names = IssueEntry.__struct_fields__
    near = get_close_matches(key, names, n=1)
    return f"write `{near[0]}`" if near else f"use only {', '.join(names)}"


def _in_words(error: msgspec.ValidationError) -> tuple[str, str]:
    """Return what is wrong with a value of an entry, and what to do."""
    message, _, path = str(error).partition(" - at `$.")
    key = re.match(r"\w*", path)
    name = key[0] if key else ""
    next_step = {
        "scenarios": 'write a list of ids of scenarios, e.g. ["refusals/wrong-password/*"]',
        "failure": f"write one of: {', '.join(FailureKind)}",
        "until": "write a date without quotes, e.g. 2027-03-31",
    }.get(name, "write a text in quotes that is not empty")
    return f"`{name}`: {message[:1].lower()}{message[1:]}", next_step


def _bad(where: str, happened: str, next_step: str) -> BadIssuesFile:
    return BadIssuesFile(
        wanted="to read the known issues of the app",
        happened=happened,
        where=where,
        next_step=next_step,
    )
