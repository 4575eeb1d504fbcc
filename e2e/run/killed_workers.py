"""Name the scenario that a worker of pytest-xdist ran when the worker was killed.

The notes of the test are lost with the worker, so without this module the record names no scenario.
"""

from functools import cache

import pytest

from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.scenarios.row_facts import row_facts
from bluebar.reports.record.attempt import Attempt


class KilledWorkers:
    """The pytest plugin that adds the scenario to pytest-xdist's report about a killed worker.

    This works for bluebar's own rows only. pytest-xdist collects tests in the workers, so the
    controller does not know the rows of other tests.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """Add the scenario to pytest's report, before bluebar makes a record of this report."""
        row = _rows().get(_id_of(crashitem))
        if row is not None:
            attempt = Attempt(_name_of(crashitem), scenario=row_facts(row, row.route))
            report.attempt_notes = attempt.to_bytes()  # type: ignore[attr-defined]


def _name_of(nodeid: str) -> str:
    """Return the name of one of bluebar's own tests in records.

    The name always begins with `e2e/`. The node ID does not if bluebar is in site-packages.
    """
    file, _, name = nodeid.partition("::")
    return f"e2e/{file.rpartition('/')[2]}::{name}"


def _id_of(nodeid: str) -> str:
    """Return the scenario's ID from a node ID, e2e/test_x.py::test_y[chromium-ID]."""
    return nodeid.partition("[")[2].removesuffix("]").partition("-")[2]


@cache
def _rows() -> dict[str, Scenario]:
    return {row.id: row for row in ALL}
