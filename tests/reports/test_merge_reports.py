"""A merge of shards equals the report of one run: no record is lost or duplicated."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bluebar.commands.main import main
from bluebar.reports.merge_reports import renumber_attempts
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder, read_records
from bluebar.reports.report_writer import write_report
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, RUN_AGAIN, record


def written(path: Path, records: Sequence[Record]) -> Path:
    """Write a report with the attachments of its records."""
    folder = ReportFolder(path.parent, name=path.name)
    folder.make()
    for each in records:
        for name, inside in each.attachments.items():
            (path / inside).parent.mkdir(parents=True, exist_ok=True)
            (path / inside).write_bytes(f"{name} of {each.name}".encode())
    folder.write_records(records)
    write_report(folder, records)
    return path


def merged(folders: Sequence[Path], into: Path) -> Path:
    """Run `bluebar report merge`; return the new report's folder."""
    assert main(["report", "merge", *map(str, folders), "--into", str(into)]) == 0
    return into


def attached(report: Path) -> dict[Path, bytes]:
    """Return the attachments of a report."""
    return {each.relative_to(report): each.read_bytes() for each in report.glob("attempts/*/*")}


def test_four_merged_shards_equal_the_report_of_the_whole_run(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole", EVERY_OUTCOME)
    shards = [written(tmp_path / f"shard-{n}", EVERY_OUTCOME[n::4]) for n in (2, 0, 3, 1)]
    made = merged(shards, tmp_path / "made")
    for page in ("index.html", "target.html"):
        assert (made / page).read_bytes() == (whole / page).read_bytes()
    assert attached(made) == attached(whole)
    assert len(attached(made)) == 2


def test_an_attempt_in_two_reports_is_merged_once(tmp_path: Path) -> None:
    shard = written(tmp_path / "shard", EVERY_OUTCOME)
    both = written(tmp_path / "both", EVERY_OUTCOME)
    assert len(read_records(merged([shard, both], tmp_path / "made"))) == len(EVERY_OUTCOME)


def test_a_second_run_adds_attempts_and_another_launcher_adds_tests(tmp_path: Path) -> None:
    first = record("counts/decoys", Outcome.FAILED)
    again = record("counts/decoys", Outcome.PASSED, began=first.began + 60)
    elsewhere = replace(first, run={"mail server": "GreenMail (docker)", "way": "docker"})
    folders = [
        written(tmp_path / f"{n}", [each]) for n, each in enumerate((again, elsewhere, first))
    ]
    made = read_records(merged(folders, tmp_path / "made"))
    assert [(each.run["way"], each.attempt, each.outcome) for each in made] == [
        ("docker", 1, "failed"), ("jvm", 1, "failed"), ("jvm", 2, "passed"),
    ]  # fmt: skip


@given(st.permutations(EVERY_OUTCOME))
def test_the_order_of_the_reports_does_not_matter(records: list[Record]) -> None:
    made = renumber_attempts(records)
    assert made == renumber_attempts(EVERY_OUTCOME)
    assert [each.attempt for each in made if each.name == RUN_AGAIN] == [1, 2]


def test_an_attachment_outside_of_its_report_is_omitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("not yours")
    evil = replace(FALSE_SUCCESS, attachments={"trace": "../secret", "connect": "gone.png"})
    folder = ReportFolder(tmp_path, name="evil")
    folder.make()
    folder.write_records([evil])
    made = merged([folder.path], tmp_path / "deep" / "made")
    assert read_records(made)[0].attachments == {}
    assert "not yours" not in "".join(each.read_text() for each in made.glob("*.*"))
    assert "../secret is not in" in capsys.readouterr().err


def test_an_impossible_merge_is_an_error_and_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shard = written(tmp_path / "shard", EVERY_OUTCOME[:1])
    before = (shard / "index.html").read_bytes()
    assert main(["report", "merge", str(shard), "--into", str(shard)]) == 2
    assert "the folder is not empty, or is a file" in capsys.readouterr().err
    assert (shard / "index.html").read_bytes() == before
    assert main(["report", "merge", str(tmp_path), "--into", str(tmp_path / "made")]) == 2
    assert "records.jsonl is missing" in capsys.readouterr().err
    (shard / "records.jsonl").write_text('{"version": 9}\n')
    assert main(["report", "merge", str(shard), "--into", str(tmp_path / "made")]) == 2
    assert "a record of version 9; this bluebar reads only version 1" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
