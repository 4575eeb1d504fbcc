"""The plugin that starts a run."""

from types import SimpleNamespace
from typing import Any

from bluebar.e2e.run.run_plugin import RunPlugin
from tests.e2e.test_preflight import RUNNING


def test_a_worker_uses_the_runs_values_and_its_folder_for_playwrights_files() -> None:
    plugin: Any = object.__new__(RunPlugin)
    plugin.config = SimpleNamespace(
        option=SimpleNamespace(collectonly=False, output="test-results"),
        workerinput={"bluebar": RUNNING.to_json()},
    )
    plugin.pytest_sessionstart()
    assert plugin.running == RUNNING
    assert plugin.config.option.output == f"{RUNNING.folder}/playwright"
