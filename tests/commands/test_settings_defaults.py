"""Commands besides `bluebar run` take their defaults from bluebar.toml."""

from pathlib import Path

import pytest

from bluebar.commands import night as nightly
from bluebar.commands.main import main
from bluebar.commands.settings_defaults import DEFAULTS, FileDefaults, reports_home
from bluebar.reports.report_folder import default_home

FILE = """
target = "crm/adapter.py:Crm"
base-url = "http://localhost:8000"
storage-state = "session.json"
reports = "out"
workers = 3
[night]
history = "kept/history.jsonl"
link = "https://ci.example/report"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a file of settings; the current folder is one of its folders."""
    (tmp_path / "below").mkdir()
    (tmp_path / "bluebar.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path / "below")
    return tmp_path


@pytest.mark.parametrize("command", ["check", "login"])
@pytest.mark.usefixtures("folder")
def test_the_target_is_the_files_unless_the_command_line_names_one(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command]) == 2
    assert "where: ../crm/adapter.py:Crm\n" in capsys.readouterr().err
    assert main([command, "other.py:Other"]) == 2
    assert "where: other.py:Other\n" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "login"])
@pytest.mark.usefixtures("folder")
def test_the_session_is_the_files_with_a_path_from_the_files_folder(command: str) -> None:
    assert FileDefaults(command)["storage_state"] == "../session.json"


def test_a_night_takes_its_table_and_the_number_of_workers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(nightly, "run_night", lambda *given: calls.append(given))
    assert main(["night"]) == 0
    assert main(["night", "--history", "mine.jsonl", "--link", "", "-x"]) == 0
    (folder / "bluebar.toml").write_text("")
    assert main(["night"]) == 0
    assert calls == [
        ((), Path("../kept/history.jsonl"), "https://ci.example/report"),
        (("-x",), Path("mine.jsonl"), ""),
        (("-n", "2"), default_home(Path.cwd()) / "nightly" / "history.jsonl", ""),
    ]


def test_reports_are_in_the_files_folder(folder: Path) -> None:
    assert reports_home().resolve() == folder / "out"
    assert nightly.home().resolve() == folder / "out" / "nightly"
    (folder / "bluebar.toml").write_text("")
    assert reports_home() == default_home(Path.cwd())


@pytest.mark.parametrize("wrong", ["[night]\nhistry = 'x'", "[night]\nlink = 3", "["])
def test_a_wrong_file_is_an_error_but_not_of_the_help(
    folder: Path, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    (folder / "bluebar.toml").write_text(wrong)
    assert main(["night"]) == 2
    assert "where: ../bluebar.toml" in capsys.readouterr().err
    for command in DEFAULTS:
        assert main([command, "--help"]) == 0
