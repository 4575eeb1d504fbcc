"""Make `pytest e2e` a run: servers are started for what lies in this folder, and only for it."""

import pytest

from e2e import base_url
from e2e.killed import KilledWorkers
from e2e.run import Run
from reports.plugin import keep_everything


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin that starts the mail server and the app; keep traces; write a report."""
    keep_everything(config)
    config.pluginmanager.register(Run(config), "bluebar-run")
    config.pluginmanager.register(KilledWorkers(), "bluebar-killed-workers")
    config.pluginmanager.register(base_url, "bluebar-base-url")
