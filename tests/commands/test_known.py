"""`bluebar known` lists known issues, and adds only failures of the last run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bluebar.commands.main import main
from bluebar.e2e.outcome.known_issues import FILE_NAME, parse_known_issues
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState, KnownIssueNote, VerdictNote
from bluebar.reports.report_folder import ReportFolder
from tests.reports.examples import RUN, record

CLOSED, OTHER, SLOW = "refusals/closed-port-143", "refusals/closed-port-993", "timeouts/silent"
WRONG = VerdictNote(expected="Rejected(refused)", shown="Rejected(unspecified)")
BEFORE = """\
# Ask the mail team before you add one.

[[issue]]
scenarios = ["refusals/unknown-host", "refusals/no-such-row"]   # the message is too general
failure = "wrong reason"
why = "The message is too general."
ticket = "CRM-1"
owner = "mail team"
until = 2026-01-31"""
KNOWN = KnownIssueNote(state=IssueState.EXPIRED, issue="CRM-1", place=f"{FILE_NAME}:3")
RECORDS = [
    record(CLOSED, Outcome.FAILED, verdicts=[WRONG], finding="wrong reason"),
    record(OTHER, Outcome.FAILED, verdicts=[WRONG], finding="wrong reason"),
    record(SLOW, Outcome.FAILED, error="E   AppFailure: too slow"),
    record("counts/decoys", Outcome.PASSED),
    record("counts/one-of-each", Outcome.ERROR, error="E   wanted: x"),
    record("refusals/unknown-host", Outcome.FAILED, known_issue=KNOWN),
]
ADD = ("known", "--add", "--ticket", "CRM-2", "--owner", "me")
Known = Callable[..., int]


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Known:
    """Run the command in a folder with a report and a file of known issues."""
    monkeypatch.chdir(tmp_path)
    report(tmp_path, *RECORDS)
    (tmp_path / FILE_NAME).write_text(BEFORE)
    return lambda *arguments: main([*arguments])


def report(home: Path, *records: Record, issues: str = FILE_NAME) -> None:
    """Write the report of a run."""
    folder = ReportFolder(home / "bluebar-reports")
    folder.make()
    run = RUN | ({"known issues": issues} if issues else {})
    folder.write_records([replace(each, run=run) for each in records])


def test_new_failures_are_added_and_the_text_before_them_is_kept(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert known(*ADD, "--until", "2027-03-31") == 0
    text = (tmp_path / FILE_NAME).read_text()
    assert text.startswith(f"{BEFORE}\n\n[[issue]]\n")
    _, closed, slow = parse_known_issues(text, Path(FILE_NAME))
    assert closed.rows == (CLOSED, OTHER)
    assert (slow.rows, slow.why) == ((SLOW,), "too slow")
    assert f"{slow.expires} {slow.link} {slow.owner}" == "2027-03-31 CRM-2 me"
    shown = capsys.readouterr().out
    assert shown.endswith("known_issues.toml: 2 added, for 3 scenarios\n")
    assert f'    "{SLOW}",' in shown


def test_a_pattern_chooses_failures(known: Known, tmp_path: Path) -> None:
    assert known(*ADD, "refusals/*") == 0
    _, only = parse_known_issues((tmp_path / FILE_NAME).read_text(), Path(FILE_NAME))
    assert only.rows == (CLOSED, OTHER)


@pytest.mark.parametrize(
    ("scenario", "happened"),
    [
        ("counts/decoys", "the test passed"),
        ("counts/one-of-each", "the error is bluebar's or the adapter's"),
        ("refusals/unknown-host", f"set a later `until` in {FILE_NAME}:3"),
        ("counts/*", "the test passed"),
        ("nonsense", "the report has no such scenario"),
    ],
)
def test_what_is_no_new_failure_is_refused_and_nothing_is_written(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str], scenario: str, happened: str
) -> None:
    assert known(*ADD, CLOSED, scenario) == 2
    assert happened in capsys.readouterr().err
    assert (tmp_path / FILE_NAME).read_text() == BEFORE


def test_a_missing_file_is_created(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert known(*ADD, "--file", "new/file.toml", SLOW) == 0
    assert (tmp_path / "new" / "file.toml").read_text().startswith("[[issue]]\n")
    assert "new/file.toml: 1 added" in capsys.readouterr().out


def test_a_wrong_file_is_not_changed(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = BEFORE.replace("ticket", "tikcet")
    (tmp_path / FILE_NAME).write_text(wrong)
    assert known(*ADD) == 2
    assert "known_issues.toml:3, entry 1 (refusals/unknown-host)" in capsys.readouterr().err
    assert (tmp_path / FILE_NAME).read_text() == wrong


def test_a_file_that_cannot_be_written_is_an_error(
    known: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    assert known(*ADD, "--file", f"{FILE_NAME}/inside.toml") == 2
    assert "where: known_issues.toml/inside.toml" in capsys.readouterr().err


def test_a_run_without_new_failures_adds_nothing(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path, record("counts/decoys", Outcome.PASSED))
    assert known(*ADD) == 0
    assert "has no new failure; nothing was added" in capsys.readouterr().out
    assert (tmp_path / FILE_NAME).read_text() == BEFORE


@pytest.mark.parametrize("without", ["--ticket", "--owner"])
def test_an_entry_needs_a_ticket_and_an_owner(known: Known, without: str) -> None:
    at = ADD.index(without)
    assert known(*ADD[:at], *ADD[at + 2 :]) == 2


def test_the_run_of_an_included_app_has_no_file(
    known: Known, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path, *RECORDS, issues="")
    assert known(*ADD) == 2
    assert "name the file with --file" in capsys.readouterr().err


def test_the_list_has_each_issue_and_its_result(
    known: Known, capsys: pytest.CaptureFixture[str]
) -> None:
    assert known("known") == 0
    assert capsys.readouterr().out == (
        "known_issues.toml:3: wrong reason: The message is too general. "
        "(CRM-1; mail team, until 2026-01-31)\n"
        "  refusals/unknown-host: 1 expired\n"
        "  refusals/no-such-row: no scenario has this id\n"
        "  expired: the last day was 2026-01-31\n"
        "1 known issue; the last run: 3 new, 1 expired\n"
    )
