"""Make `pytest e2e` a run: servers are started for what lies in this folder, and only for it."""

import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from bluebar.e2e.run import base_url
from bluebar.e2e.run.killed_workers import KilledWorkers
from bluebar.e2e.run.run_plugin import RunPlugin
from bluebar.reports.plugin import keep_everything


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin that starts the mail server and the app; keep traces; write a report."""
    keep_everything(config)
    with warnings_are_shown(config):
        config.pluginmanager.register(RunPlugin(config), "bluebar-run")
    config.pluginmanager.register(KilledWorkers(), "bluebar-killed-workers")
    config.pluginmanager.register(base_url, "bluebar-base-url")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None]:
    """Show what warns while everything is started."""
    with warnings_are_shown(session.config):
        return (yield)


@contextmanager
def warnings_are_shown(config: pytest.Config) -> Iterator[None]:
    """List what warns in here in pytest's summary, as pytest does for tests and for collection.

    An adapter is imported and its app started before these.
    """
    with warnings.catch_warnings(record=True) as warned:
        try:
            yield
        finally:
            for each in warned:
                config.hook.pytest_warning_recorded.call_historic(
                    kwargs={
                        "warning_message": each, "when": "config", "nodeid": "", "location": None,
                    }
                )  # fmt: skip
