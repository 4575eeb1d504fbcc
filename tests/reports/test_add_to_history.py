"""A run is added to the history once, the page is written, and trouble is reported."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bluebar.commands.main import main
from bluebar.reports.history.history_file import read_history
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS
from tests.reports.test_history_file import run_on_day


def written(home: Path, records: Sequence[Record]) -> str:
    """Write a run's records; return the path of the folder."""
    folder = ReportFolder(home, name="run")
    folder.make()
    folder.write_records(records)
    return str(folder.path)


def test_a_run_is_added_once_with_its_commit_and_the_page_is_written(tmp_path: Path) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "kept" / "history.jsonl"
    for _ in range(2):
        assert main(["report", "history", run, "--file", str(file), "--commit", "abc123"]) == 0
    (only,) = read_history(file).runs
    assert only.commit == "abc123"
    page = file.with_suffix(".html").read_text()
    assert "abc123" in page
    assert FALSE_SUCCESS.name in page


def test_the_seconds_of_each_test_are_kept_for_pytest_split(tmp_path: Path) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "durations.json"
    file.write_text('{"e2e/test_gone.py::test_it": 7.5}')
    history = ["report", "history", run, "--file", str(tmp_path / "history.jsonl")]
    assert main([*history, "--commit", "", "--durations", str(file)]) == 0
    seconds = json.loads(file.read_text())
    assert seconds.pop("e2e/test_gone.py::test_it") == 7.5
    longest = dict(sorted((each.test, each.seconds) for each in EVERY_OUTCOME))
    assert set(seconds) == set(longest)
    assert seconds[FALSE_SUCCESS.test] == FALSE_SUCCESS.seconds


def test_a_file_without_seconds_is_an_error_and_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "durations.json"
    file.write_text("[1, 2]")
    history = ["report", "history", run, "--file", str(tmp_path / "history.jsonl")]
    assert main([*history, "--commit", "", "--durations", str(file)]) == 2
    assert capsys.readouterr().err.startswith("wanted: to read the seconds of each test")
    assert file.read_text() == "[1, 2]"


def test_an_unreadable_line_is_reported_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "history.jsonl"
    file.write_text(f"{run_on_day(1).to_line().decode()}\n{{half a li\n")
    assert main(["report", "history", run, "--file", str(file), "--commit", ""]) == 0
    warning = f"{file}, line 2: not a run summary of version 1: '{{half a li'; the line is kept"
    assert warning in capsys.readouterr().err
    assert file.read_text().splitlines()[1] == "{half a li"
    assert len(read_history(file).runs) == 2


def test_a_history_that_cannot_be_written_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, EVERY_OUTCOME)
    (tmp_path / "a file").write_text("")
    assert (
        main(["report", "history", run, "--file", str(tmp_path / "a file" / "history.jsonl")]) == 2
    )
    assert capsys.readouterr().err.startswith("wanted: to ")


def test_a_report_without_records_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["report", "history", written(tmp_path, []), "--file", str(tmp_path / "h.jsonl")]) == 2
    )
    assert "the folder contains no records" in capsys.readouterr().err
