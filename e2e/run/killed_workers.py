"""Name the scenario of a killed worker: the notes of its attempt are lost."""

from functools import cache

import pytest

from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.scenarios.row_facts import row_facts
from bluebar.reports.record.attempt import Attempt


class KilledWorkers:
    """The pytest plugin that puts the scenario into pytest-xdist's report of a killed worker.

    Only bluebar's rows: pytest-xdist collects in the workers, so the controller knows no other.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """Add the scenario before the reports write a record."""
        row = _rows().get(_id_of(crashitem))
        if row is not None:
            attempt = Attempt(_name_of(crashitem), scenario=row_facts(row, row.route))
            report.attempt_notes = attempt.to_bytes()  # type: ignore[attr-defined]


def _name_of(nodeid: str) -> str:
    """Return the name of a test of bluebar in records; installed, its node ID has no folder."""
    file, _, name = nodeid.partition("::")
    return f"e2e/{file.rpartition('/')[2]}::{name}"


def _id_of(nodeid: str) -> str:
    """Return the scenario's ID of a node ID: e2e/test_x.py::test_y[chromium-ID]."""
    return nodeid.partition("[")[2].removesuffix("]").partition("-")[2]


@cache
def _rows() -> dict[str, Scenario]:
    return {row.id: row for row in ALL}
