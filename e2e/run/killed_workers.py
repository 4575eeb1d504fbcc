"""Say which scenario a killed worker was at: its own notes are gone with it."""

from functools import cache

import pytest

from bluebar.e2e.environment.imap_endpoint import endpoint_facts
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.model import Scenario
from bluebar.reports.record.attempt import Attempt


class KilledWorkers:
    """The pytest plugin that puts the scenario into pytest-xdist's report of a killed worker.

    Only bluebar's own rows are known to the controller: pytest-xdist collects in the workers.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: pytest.TestReport) -> None:
        """Note the scenario before the reports keep a record."""
        row = _rows().get(_id_of(crashitem))
        if row is not None:
            attempt = Attempt(crashitem, scenario=endpoint_facts(row, row.route))
            report.attempt_notes = attempt.to_bytes()  # type: ignore[attr-defined]


def _id_of(nodeid: str) -> str:
    """Return the scenario's id in a test's: e2e/test_x.py::test_y[chromium-ID]."""
    return nodeid.partition("[")[2].removesuffix("]").partition("-")[2]


@cache
def _rows() -> dict[str, Scenario]:
    return {row.id: row for row in ALL}
