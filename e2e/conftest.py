"""Make `pytest e2e` a run: servers are started for what lies in this folder, and only for it."""

import pytest

from e2e.run import Run, Running
from reports.plugin import keep_everything


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin that starts the mail server and the app; keep traces; write a report."""
    keep_everything(config)
    config.pluginmanager.register(Run(config), "bluebar-run")


@pytest.fixture(scope="session")
def base_url(running: Running) -> str:
    """Where the run's app answers; only here, so that bluebar's own tests start none."""
    return running.instance.base_url
