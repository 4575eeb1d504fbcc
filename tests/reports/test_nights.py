"""The history loses nothing, grows only as far as it may, and tells each run once."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.commands.main import main
from bluebar.reports.history.history_file import KEPT, History, read_history, write_history
from bluebar.reports.history.run_summary import RunSummary, Timing, UnreadableHistory, night_of
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, phase, record
from tests.reports.test_records import records


def night(number: int, *some: Record) -> RunSummary:
    """Return a night of some records, or an empty one, that many days after the first."""
    made = night_of(some or [FALSE_SUCCESS])
    return replace(
        made, run=f"run {number}", date=datetime(2026, 1, 1, 3, tzinfo=UTC) + timedelta(number)
    )


@given(st.lists(records, min_size=1, max_size=4), st.text(), st.text())
def test_a_night_comes_back_from_its_line(some: list[Record], commit: str, link: str) -> None:
    made = night_of(some, commit=commit, link=link)
    assert "\n" not in made.to_line()
    assert RunSummary.from_line(made.to_line()) == made


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["version", "date", "run", "sides", "outcomes", "wrong", "took", "counts"]
                ),
                inner,
                max_size=8,
            )
        ),
        max_leaves=20,
    )
)
def test_what_is_no_night_is_told_and_nothing_else_happens(value: object) -> None:
    with pytest.raises(UnreadableHistory):
        RunSummary.from_line(json.dumps(value))


@pytest.mark.parametrize("broken", ['{"version": 2}', "<<<<<<< HEAD", "[" * 100_000, ""])
def test_so_is_what_nobody_can_read(broken: str) -> None:
    with pytest.raises(UnreadableHistory):
        RunSummary.from_line(broken)


def test_a_number_that_is_none_is_told() -> None:
    line = night_of([timed("counts/it", 1.0)]).to_line()
    for number in ("9" * 400, "NaN", "[]"):
        with pytest.raises(UnreadableHistory):
            RunSummary.from_line(line.replace('"median": 1.0', f'"median": {number}'))


def test_a_night_keeps_what_the_trends_are_told_from() -> None:
    made = night_of(EVERY_OUTCOME, commit="abc")
    assert made.date == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert made.sides["jvm"].counts == {
        Outcome.ERROR: 1,
        Outcome.FAILED: 2,
        Outcome.FLAKY: 1,
        Outcome.NOT_OFFERED: 1,
        Outcome.PASSED: 1,
    }
    assert len(made.outcomes) == 6
    false_success = made.wrong[FALSE_SUCCESS.test_id]
    assert false_success.name == "refusals/wrong-password"
    assert "app said Connected" in false_success.reason


def timed(
    name: str, connect: float, expected: str = "Connected", outcome: Outcome = Outcome.PASSED
) -> Record:
    """Return a record in which connecting took that long."""
    verdicts = [{"expected": expected, "shown": expected}]
    phases = [phase("connect", 0) | {"seconds": connect}]
    return record(name, outcome, verdicts=verdicts, phases=phases)


def test_times_are_of_what_passed_and_had_to_be_connected() -> None:
    usual = [timed(f"counts/{number}", number / 100) for number in range(101)]
    refused = timed("refusals/silent", 62.0, "Rejected(no answer in time)")
    failed = timed("counts/slow", 62.0, outcome=Outcome.FAILED)
    took = night_of([*usual, refused, failed]).sides["jvm"].took
    assert took == {"connect": Timing(median=0.5, p95=0.95, of=101)}


def test_a_run_is_known_however_its_reports_were_split() -> None:
    assert night_of(EVERY_OUTCOME).run == night_of(reversed(EVERY_OUTCOME)).run
    assert night_of(EVERY_OUTCOME).run != night_of(EVERY_OUTCOME[1:]).run


def test_the_last_nights_are_kept_by_date_and_what_cannot_be_read_is_never_dropped(
    tmp_path: Path,
) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(b"<<<<<<< HEAD\n\xff\xfe\n" + night(0).to_line().encode())
    history = read_history(file)
    for number in range(1, KEPT + 2):
        history = history.with_night(night(number))
    write_history(file, history.with_night(night(-1)))
    lines = file.read_bytes().splitlines()
    assert lines[:2] == [b"<<<<<<< HEAD", b"\xff\xfe"]
    assert [each.run for each in read_history(file).nights] == [
        f"run {number}" for number in range(2, KEPT + 2)
    ]


@given(st.lists(st.binary(max_size=30), max_size=6))
def test_every_line_that_is_there_stays_as_it_is(junk: list[bytes]) -> None:
    lines = [b"".join(each.split(b"\n")) for each in junk]
    history = History(lines=tuple((line, None) for line in lines)).with_night(night(1))
    assert [line for line, _ in history.lines[:-1]] == lines


def written(home: Path, records: Sequence[Record]) -> str:
    """Write a run's records; return where."""
    folder = ReportFolder(home, name="run")
    folder.make()
    folder.write_records(records)
    return str(folder.path)


def test_a_run_is_added_once_with_its_commit_and_the_page_is_drawn(tmp_path: Path) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "kept" / "history.jsonl"
    for _ in range(2):
        assert main(["report", "history", run, "--file", str(file), "--commit", "abc123"]) == 0
    (only,) = read_history(file).nights
    assert only.commit == "abc123"
    page = file.with_suffix(".html").read_text()
    assert "abc123" in page
    assert FALSE_SUCCESS.name in page


def test_a_broken_line_is_told_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, file = written(tmp_path, EVERY_OUTCOME), tmp_path / "history.jsonl"
    file.write_text(f"{night(1).to_line()}\n{{half a li\n")
    assert main(["report", "history", run, "--file", str(file), "--commit", ""]) == 0
    assert (
        f"{file}, line 2: no night: '{{half a li'; it is kept as it is" in capsys.readouterr().err
    )
    assert file.read_text().splitlines()[1] == "{half a li"
    assert len(read_history(file).nights) == 2


def test_a_history_that_cannot_be_written_stays_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, EVERY_OUTCOME)
    (tmp_path / "a file").write_text("")
    assert (
        main(["report", "history", run, "--file", str(tmp_path / "a file" / "history.jsonl")]) == 2
    )
    assert capsys.readouterr().err.startswith("wanted: to ")


def test_who_reads_while_it_is_written_reads_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    history = History().with_night(night(1))
    write_history(file, history)
    before = file.read_bytes()
    with file.open("rb") as reading:
        write_history(file, history.with_night(night(2)))
        assert reading.read() == before


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "history.jsonl"
    write_history(file, History().with_night(night(1)))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = file.read_bytes()
    assert main(["report", "history", written(tmp_path, EVERY_OUTCOME), "--file", str(file)]) == 2
    assert file.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"history.jsonl", "run", "latest"}


def test_a_report_without_records_is_no_night(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["report", "history", written(tmp_path, []), "--file", str(tmp_path / "h.jsonl")]) == 2
    )
    assert "there is no record in it" in capsys.readouterr().err
