"""docs/write-an-adapter.md: its files are complete, and the options, files and rows exist.

`make tutorial` runs its commands.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bluebar.commands.coverage_estimate import declared_by
from bluebar.commands.target import main
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import load_target
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from tests.tutorial.__main__ import DOC, EXPECTED, PAGE_ROW, ROOT, judge, write_files

TEXT = DOC.read_text("utf-8")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The written files of the page."""
    return write_files(tmp_path)


def test_its_adapter_is_a_target_of_40_to_80_lines(files: list[Path]) -> None:
    adapter, _ = files
    satchel = load_target(f"{adapter}:Satchel")
    assert declared_by(satchel) == ["ShowsCounts", "ListsAccounts", "IsOurs"]
    assert 40 <= len(adapter.read_text().splitlines()) <= 80


@pytest.mark.parametrize("tool", [["mypy"], ["ruff", "check"]], ids=" ".join)
def test_its_files_pass_mypy_and_ruff(files: list[Path], tool: list[str]) -> None:
    # The tutorial's text replaces docstrings.
    more = ["--ignore", "D1,ARG002,S101,S105", "--no-cache"] if tool[0] == "ruff" else []
    command = [sys.executable, "-m", *tool, *map(str, files), *more]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_every_option_on_the_page_exists(
    capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    for command in ("new", "check", "login"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
    helped = capsys.readouterr().out
    named = set(re.findall(r"(?<![\w-])--[a-z-]+[a-z]", TEXT))
    assert len(named) > 5
    unknown = object()
    assert [
        each
        for each in named
        if each not in helped and pytestconfig.getoption(each, unknown) is unknown
    ] == []


def test_every_linked_file_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (DOC.parent / link).exists()] == []


def test_its_run_names_existing_rows() -> None:
    assert EXPECTED.keys() == {row.id for row in ALL if row.id in EXPECTED} | {PAGE_ROW}
    assert f'id="{PAGE_ROW}"' in TEXT


def record(name: str, outcome: Outcome) -> Record:
    return Record(test=name, attempt=1, outcome=outcome, began=0, seconds=0, scenario={"id": name})


def test_an_unexpected_outcome_is_a_problem() -> None:
    expected = [record(name, outcome) for name, outcome in EXPECTED.items()]
    assert judge(expected) == []
    assert judge(expected[:-1]) == [f"{PAGE_ROW} must be passed; it is missing"]
    assert judge([*expected, record(PAGE_ROW, Outcome.FAILED)]) == [
        f"{PAGE_ROW} must be passed; it is failed"
    ]
