"""The pytest plugin of `bluebar check --connect`: keep what a trial finds in a file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bluebar.e2e.trial.findings import Findings
from bluebar.reports.record.attempt import Attempt

FINDINGS = "--check-findings"
"""The option that names the file."""

TRIAL = Path(__file__).with_name("connected_trial.py")
"""The file with the trial, which pytest runs as a test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file for the findings."""
    parser.addoption(FINDINGS, type=Path, help="the file for the findings of a trial, as JSON")


@pytest.fixture
def findings(pytestconfig: pytest.Config, attempt: Attempt) -> Iterator[Findings]:
    """The findings of a trial, written to the file of the option when the trial has ended."""
    found = Findings()
    yield found
    found.odd += [f"clean_up: left behind: {each}" for each in attempt.left_behind]
    file: Path = pytestconfig.getoption(FINDINGS)
    file.write_bytes(msgspec.json.encode(found))
