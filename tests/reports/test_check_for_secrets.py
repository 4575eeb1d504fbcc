"""`bluebar report check` finds secrets before an upload, and never prints them."""

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
    """A run's folder with one stored secret."""
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
def test_a_secret_in_a_file_is_found_and_the_file_is_named(
    folder: ReportFolder, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, expected = PLANTED[name]
    file = plant(folder.path, name, data)
    assert main(["report", "check", str(folder.path)]) == 1
    found, counted = capsys.readouterr().out.splitlines()
    assert found == expected.format(file)
    assert counted == f"{folder.path}: found: 1, secrets searched for: 1, files: 1"
    assert SECRET not in found


def test_a_folder_without_secrets_passes_by_its_name_and_through_a_link(
    folder: ReportFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(folder.path, "index.html", b"no secret")
    assert main(["report", "check", str(folder.home / "latest")]) == 0
    assert "found: 0, secrets searched for: 1, files: 1" in capsys.readouterr().out


def test_another_reporters_folder_is_searched_for_the_secrets_of_given_files(
    folder: ReportFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plant(tmp_path / "allure-results", "1-result.json", json.dumps(SECRET).encode())
    other = tmp_path / "more.jsonl"
    other.write_text('"of another run"\n')
    given = ["--secrets", str(other), "--secrets", str(secrets_file(folder.path))]
    assert main(["report", "check", str(file.parent), *given]) == 1
    assert f"{file}: contains a secret (JSON)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("named", "secrets", "happened"),
    [
        ("none", '"long enough"', "the folder does not exist"),
        ("file.txt", '"long enough"', "the path is not a folder"),
        (".", "no JSON", "the file is not JSON lines: Expecting value"),
        (".", "[1]", "a line is not a JSON string"),
        (".", '"short"\n\n""\n', "no secret of 8 or more characters is known"),
        (".", None, "No such file or directory"),
    ],
)
def test_a_search_that_cannot_be_made_is_an_error(
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
    error = capsys.readouterr().err
    assert f"happened: {happened}" in error
    assert [line.partition(":")[0] for line in error.splitlines()] == [
        "wanted", "happened", "where", "next",
    ]  # fmt: skip


def test_a_folder_that_is_not_a_runs_needs_the_option_secrets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "check", str(tmp_path)]) == 2
    assert "no secrets are stored for this folder" in capsys.readouterr().err


def test_only_the_owner_can_read_stored_secrets_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store_secrets([SECRET], tmp_path / "run")
    finally:
        os.umask(before)
    file = secrets_file(tmp_path / "run")
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_stored_secrets_are_deleted_with_their_run(tmp_path: Path) -> None:
    runs = [ReportFolder(tmp_path, name=f"2026-01-01-{n:06}-000000") for n in range(KEPT_RUNS + 1)]
    for run in runs:
        run.make()
        store_secrets([SECRET], run.path)
    assert [secrets_file(run.path).is_file() for run in runs] == [False] + [True] * KEPT_RUNS
