"""The history file keeps every unreadable line and the last runs, and is replaced atomically."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.history.history_file import KEPT_RUNS, History, read_history, write_history
from bluebar.reports.history.run_summary import RunSummary, summarize_run
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_errors import ReportError
from tests.reports.examples import FALSE_SUCCESS


def run_on_day(number: int) -> RunSummary:
    """Return a run on the given day after the first."""
    date = datetime(2026, 1, 1, 3, tzinfo=UTC) + timedelta(number)
    return msgspec.structs.replace(
        summarize_run([FALSE_SUCCESS]), run_id=f"run {number}", date=date
    )


OLD_LINE = json.dumps(
    {
        "version": 1,
        "run": "5a0e0c0d6f3b4a9e8d21",
        "date": "2026-03-02T02:15:07+00:00",
        "commit": "abc123",
        "link": "https://ci.example/report/index.html",
        "sides": {
            "jvm": {
                "server": "GreenMail 2.1.8 (jvm: auto: no Docker answers)",
                "counts": {"failed": 1, "known finding": 2},
                "took": {"connect": {"median": 0.5, "p95": 1, "of": 3}},
            }
        },
        "outcomes": {"0123456789abcdef0123": "failed"},
        "wrong": {
            "0123456789abcdef0123": {
                "way": "jvm",
                "test": "e2e/test_refusals.py::test_x",
                "name": "refusals/wrong-password",
                "reason": "gréy",
            }
        },
    },
    ensure_ascii=False,
)
"""A line as the first version of the history wrote it."""


def test_a_line_of_the_first_version_is_read(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    file.write_text(f"{OLD_LINE}\n", encoding="utf-8")
    history = read_history(file)
    assert history.warnings == ()
    (run,) = history.runs
    assert run.date == datetime(2026, 3, 2, 2, 15, 7, tzinfo=UTC)
    assert run.launchers["jvm"].counts == {Outcome.FAILED: 1, Outcome.KNOWN: 2}
    assert run.launchers["jvm"].timings["connect"].tests == 3
    assert run.failed_tests["0123456789abcdef0123"].launcher == "jvm"
    assert run.failed_tests["0123456789abcdef0123"].reason == "gréy"


def test_a_run_is_written_with_the_names_of_the_first_version() -> None:
    old = json.loads(OLD_LINE)
    new = json.loads(RunSummary.from_line(OLD_LINE.encode()).to_line())
    assert datetime.fromisoformat(new.pop("date")) == datetime.fromisoformat(old.pop("date"))
    assert new == old


def test_the_last_runs_by_date_and_all_unreadable_lines_are_kept(
    tmp_path: Path,
) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(b"<<<<<<< HEAD\n\xff\xfe\n" + run_on_day(0).to_line())
    history = read_history(file)
    for number in range(1, KEPT_RUNS + 2):
        history = history.with_run(run_on_day(number))
    write_history(file, history.with_run(run_on_day(-1)))
    lines = file.read_bytes().splitlines()
    assert lines[:2] == [b"<<<<<<< HEAD", b"\xff\xfe"]
    assert [each.run_id for each in read_history(file).runs] == [
        f"run {number}" for number in range(2, KEPT_RUNS + 2)
    ]


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_unreadable_lines_are_unchanged(junk: list[bytes]) -> None:
    lines = [b"".join(each.split(b"\n")) for each in junk]
    history = History(lines=tuple((line, None) for line in lines)).with_run(run_on_day(1))
    assert [line for line, _ in history.lines[:-1]] == lines


def test_a_reader_sees_the_whole_old_file_during_a_write(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    history = History().with_run(run_on_day(1))
    write_history(file, history)
    before = file.read_bytes()
    with file.open("rb") as reading:
        write_history(file, history.with_run(run_on_day(2)))
        assert reading.read() == before


def test_a_failed_write_changes_nothing_and_leaves_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.jsonl"
    write_history(file, History().with_run(run_on_day(1)))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = file.read_bytes()
    with pytest.raises(ReportError, match="No space left on device"):
        write_history(file, History().with_run(run_on_day(2)))
    assert file.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"history.jsonl"}
