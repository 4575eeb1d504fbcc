"""The files in docs/write-an-adapter.md and own-scenarios.md are complete; every name exists.

These tests do not run the page's commands; `make tutorial` does.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bluebar.commands.main import main
from bluebar.e2e.protocol.capability_checks import capabilities_of
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import load_target
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import ScenarioNote
from tests.tutorial.__main__ import DOCS, MUST_BE, OWN, ROOT, TEXT, judge, write_files


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The files of the page, written."""
    return write_files(tmp_path)


def test_its_adapter_is_a_target_of_40_to_80_lines(files: list[Path]) -> None:
    adapter, _ = files
    satchel = load_target(f"{adapter}:Satchel")
    assert capabilities_of(satchel) == ["ShowsCounts", "ListsAccounts", "IsOurs"]
    assert 40 <= len(adapter.read_text().splitlines()) <= 80


@pytest.mark.parametrize("tool", [["mypy"], ["ruff", "check"]], ids=" ".join)
def test_its_files_are_well_typed_and_clean(files: list[Path], tool: list[str]) -> None:
    # A tutorial says in words what docstrings would.
    more = ["--ignore", "D1,ARG002,S101,S105", "--no-cache"] if tool[0] == "ruff" else []
    command = [sys.executable, "-m", *tool, *map(str, files), *more]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_every_option_that_it_names_is_one(
    capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    for command in ("run", "new", "check", "login"):
        assert main([command, "--help"]) == 0
    helped = capsys.readouterr().out
    named = set(re.findall(r"(?<![\w-])--[a-z-]+[a-z]", TEXT))
    assert len(named) > 5
    unknown = object()
    assert [
        each
        for each in named
        if each not in helped and pytestconfig.getoption(each, unknown) is unknown
    ] == []


def test_every_file_that_it_links_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (DOCS[0].parent / link).exists()] == []


def test_its_run_names_rows_that_there_are() -> None:
    assert MUST_BE.keys() == {row.id for row in ALL if row.id in MUST_BE} | {OWN}
    assert f'id="{OWN}"' in TEXT


def record(name: str, outcome: Outcome) -> Record:
    scenario = ScenarioNote(id=name)
    return Record(test=name, attempt=1, outcome=outcome, began=0, seconds=0, scenario=scenario)


def test_a_row_that_came_out_otherwise_is_told() -> None:
    as_it_must_be = [record(name, outcome) for name, outcome in MUST_BE.items()]
    assert judge(as_it_must_be) == []
    assert judge(as_it_must_be[:-1]) == [f"{OWN} must be passed; it is not there"]
    assert judge([*as_it_must_be, record(OWN, Outcome.FAILED)]) == [
        f"{OWN} must be passed; it is failed"
    ]
