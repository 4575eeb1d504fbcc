"""A file of known issues is read entry by entry; a wrong one is an error that says what to do."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_issues import (
    FILE_NAME,
    VERDICTS,
    BadIssuesFile,
    IssueEntry,
    KnownIssue,
    parse_known_issues,
    read_known_issues,
)
from bluebar.e2e.outcome.new_issues import entries_in_toml
from bluebar.mailserver.errors import HarnessError

SHOWN = "Rejected(unspecified)"
TODAY = date(2026, 11, 25)
TEXT = """\
# The mail team's list

[[issue]]
scenarios = ["refusals/closed-port-*", "timeouts/*"]
failure = "wrong reason"
shown = "Rejected(unspecified)"
why = "All that goes wrong before the login has the same message."
ticket = "CRM-412"
owner = "mail team"
until = 2026-11-25
"""
(ISSUE,) = parse_known_issues(TEXT, Path("crm", FILE_NAME))
FAR = date(2999, 1, 1)


def entry(**values: Any) -> str:
    """Return a file with one entry; a value of None removes the key."""
    keys: dict[str, Any] = {
        "scenarios": ["refusals/*"],
        "failure": "other",
        "why": "It hangs.",
        "ticket": "CRM-1",
        "owner": "me",
        "until": FAR,
    }
    kept = {name: each for name, each in (keys | values).items() if each is not None}
    return tomli_w.dumps({"issue": [kept]})


def issue(**values: Any) -> KnownIssue:
    """Return the issue of `entry`."""
    (only,) = parse_known_issues(entry(**values), Path(FILE_NAME))
    return only


def test_an_entry_is_an_issue_with_its_place() -> None:
    assert (
        KnownIssue(
            rows=("refusals/closed-port-*", "timeouts/*"),
            kind=FailureKind.WRONG_REASON,
            shown=SHOWN,
            why="All that goes wrong before the login has the same message.",
            link="CRM-412",
            owner="mail team",
            expires=TODAY,
            place="known_issues.toml:3",
        )
        == ISSUE
    )


def test_a_file_without_an_entry_has_no_issue(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_text("# nothing is known yet\n")
    assert read_known_issues(file) == ()


@pytest.mark.parametrize(
    ("text", "happened", "next_step"),
    [
        ("[[issue]\n", "not TOML", "correct this line"),
        ("a = " + "[" * 5000, "not TOML", "correct this line"),
        ("owner = 'me'\n", "the file has `owner` outside of an entry", "below a line [[issue]]"),
        ("[issue]\nwhy = 'x'\n", "`issue` is no array of tables", "two pairs of brackets"),
        ("issue = [1]\n", "`issue` is no array of tables", "two pairs of brackets"),
        (entry(tikcet="CRM-1"), "the key `tikcet` is unknown", "write `ticket`"),
        (entry(zzz=1), "the key `zzz` is unknown", "use only scenarios, failure, shown"),
        (entry(owner=None), "the key `owner` is missing", "add `owner = …`"),
        (entry(scenarios="refusals/*"), "`scenarios`: expected `array`", "a list of ids"),
        (entry(scenarios=[]), "`scenarios`: expected `array` of length >= 1", "a list of ids"),
        (entry(scenarios=["a", ""]), "`scenarios`: expected `str` of length >= 1", "a list of ids"),
        (entry(failure="wrong"), "`failure`: invalid enum value 'wrong'", "write one of: false su"),
        (entry(until="soon"), "`until`: invalid RFC3339", "a date without quotes"),
        (entry(until=True), "`until`: expected `date`, got `bool`", "a date without quotes"),
        (entry(why=""), "`why`: expected `str` of length >= 1", "not empty"),
        (entry(shown="Rejected(unspecifed)"), "which is no verdict", "e.g. 'Rejected(unspecified"),
    ],
)
def test_a_wrong_file_is_an_error_that_says_what_to_do(
    text: str, happened: str, next_step: str
) -> None:
    with pytest.raises(BadIssuesFile) as raised:
        parse_known_issues(text, Path(FILE_NAME))
    assert happened in raised.value.happened
    assert next_step in raised.value.next_step
    assert FILE_NAME in raised.value.where


def test_the_error_names_the_entry_by_line_number_and_scenario() -> None:
    with pytest.raises(BadIssuesFile) as raised:
        parse_known_issues(TEXT + entry(owner=None), Path("crm", FILE_NAME))
    assert raised.value.where == "crm/known_issues.toml:11, entry 2 (refusals/*)"


def test_a_text_that_looks_like_an_entry_makes_no_wrong_line() -> None:
    text = TEXT.replace('ticket = "CRM-412"', 'ticket = """\n[[issue]]\n"""')
    (read,) = parse_known_issues(text, Path(FILE_NAME))
    assert read.place == "known_issues.toml, entry 1"


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"\xff")
    with pytest.raises(BadIssuesFile, match="can't decode"):
        read_known_issues(file)
    with pytest.raises(BadIssuesFile, match="Is a directory"):
        read_known_issues(tmp_path)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
SIMPLE = st.booleans() | st.integers() | st.floats() | TEXTS | st.just("") | st.dates()
VALUES = SIMPLE | st.lists(SIMPLE, max_size=2) | st.dictionaries(TEXTS, SIMPLE, max_size=1)
KEYS = st.sampled_from(IssueEntry.__struct_fields__) | TEXTS
WILD = st.lists(st.dictionaries(KEYS, VALUES, max_size=2), min_size=1, max_size=2)


@given(st.text())
def test_any_text_is_issues_or_an_error_of_bluebar(text: str) -> None:
    try:
        parse_known_issues(text, Path(FILE_NAME))
    except HarnessError as error:
        assert error.next_step  # noqa: PT017 - both outcomes are right


@given(WILD)
def test_any_value_in_an_entry_is_an_issue_or_an_error_that_names_the_entry(
    wild: list[dict[str, Any]],
) -> None:
    text = "\n".join(entry(**each) for each in wild)
    try:
        assert len(parse_known_issues(text, Path(FILE_NAME))) == len(wild)
    except HarnessError as error:
        assert "entry " in error.where  # noqa: PT017 - both outcomes are right


ENTRIES = st.builds(
    IssueEntry,
    scenarios=st.lists(TEXTS, min_size=1, max_size=3),
    failure=st.sampled_from(FailureKind),
    shown=st.sampled_from(["", *VERDICTS]),
    why=TEXTS,
    ticket=TEXTS,
    owner=TEXTS,
    until=st.dates(),
)


@given(st.lists(ENTRIES, min_size=1, max_size=2))
def test_written_entries_are_read_as_they_were(entries: list[IssueEntry]) -> None:
    read = parse_known_issues(f"{TEXT}\n{entries_in_toml(entries)}", Path(FILE_NAME))
    assert read[0] == ISSUE
    again = [
        IssueEntry(
            scenarios=list(each.rows), failure=each.kind, shown=each.shown, why=each.why,
            ticket=each.link, owner=each.owner, until=each.expires,
        )
        for each in read[1:]
    ]  # fmt: skip
    assert again == entries
