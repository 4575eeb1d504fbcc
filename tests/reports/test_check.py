"""`bluebar report check` finds what may not be uploaded, and never says it."""

import json
import os
from pathlib import Path

import pytest

from bluebar.commands.main import main
from bluebar.reports.report_folder import KEPT_RUNS, ReportFolder
from bluebar.reports.secrets.secret_store import secrets_file, store_secrets
from tests.reports.planted import PLANTED, SECRET


@pytest.fixture
def folder(tmp_path: Path) -> ReportFolder:
    """A run's folder, whose only secret is known."""
    made = ReportFolder(tmp_path / "out")
    made.make()
    store_secrets([SECRET], made.path)
    return made


def plant(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_leak_is_found_and_named(
    folder: ReportFolder, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, told = PLANTED[name]
    file = plant(folder.path, name, data)
    assert main(["report", "check", str(folder.path)]) == 1
    found, counted = capsys.readouterr().out.splitlines()
    assert found == told.format(file)
    assert counted == f"{folder.path}: found: 1, secrets looked for: 1, files: 1"
    assert SECRET not in found


def test_a_folder_without_leaks_is_told_as_such_by_whatever_name(
    folder: ReportFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(folder.path, "index.html", b"nothing")
    assert main(["report", "check", str(folder.home / "latest")]) == 0
    assert "found: 0, secrets looked for: 1, files: 1" in capsys.readouterr().out


def test_another_reporters_folder_is_looked_through_with_the_secrets_of_runs(
    folder: ReportFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plant(tmp_path / "allure-results", "1-result.json", json.dumps(SECRET).encode())
    other = tmp_path / "more.jsonl"
    other.write_text('"of another run"\n')
    given = ["--secrets", str(other), "--secrets", str(secrets_file(folder.path))]
    assert main(["report", "check", str(file.parent), *given]) == 1
    assert f"{file}: a secret stands there (JSON)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("named", "secrets", "happened"),
    [
        ("none", '"long enough"', "it is not there"),
        ("file.txt", '"long enough"', "it is no folder"),
        (".", "no JSON", "it is something else: Expecting value"),
        (".", "[1]", "a line of it is no JSON string"),
        (".", '"short"\n\n""\n', "none of 8 characters or more is known"),
        (".", None, "No such file or directory"),
    ],
)
def test_what_cannot_be_looked_for_is_told(
    tmp_path: Path,
    named: str,
    secrets: str | None,
    happened: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file.txt").touch()
    file = tmp_path / "secrets.jsonl"
    if secrets is not None:
        file.write_text(secrets)
    assert main(["report", "check", str(tmp_path / named), "--secrets", str(file)]) == 2
    told = capsys.readouterr().err
    assert f"happened: {happened}" in told
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "wanted", "happened", "where", "next",
    ]  # fmt: skip


def test_a_folder_of_no_run_needs_secrets_to_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "check", str(tmp_path)]) == 2
    assert "none are known of this folder" in capsys.readouterr().err


def test_secrets_are_for_their_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store_secrets([SECRET], tmp_path / "run")
    finally:
        os.umask(before)
    file = secrets_file(tmp_path / "run")
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_secrets_go_with_their_run(tmp_path: Path) -> None:
    runs = [ReportFolder(tmp_path, name=f"2026-01-01-{n:06}-000000") for n in range(KEPT_RUNS + 1)]
    for run in runs:
        run.make()
        store_secrets([SECRET], run.path)
    assert [secrets_file(run.path).is_file() for run in runs] == [False] + [True] * KEPT_RUNS
