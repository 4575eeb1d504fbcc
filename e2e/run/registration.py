"""Decide whether a call of pytest is a run, and register the plugins that a run needs.

A run is a call of pytest that needs a mail server and an app.
"""

import shlex
import sys
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from _pytest.main import resolve_collection_argument

from bluebar.e2e.run import overriding_fixtures
from bluebar.e2e.run.issue_section import IssueSection
from bluebar.e2e.run.killed_workers import KilledWorkers
from bluebar.e2e.run.run_plugin import RunPlugin
from bluebar.e2e.run.target_options import START_SERVERS
from bluebar.e2e.suite import SUITE
from bluebar.reports.plugin import keep_everything

MARKERS = (
    "article: the help article, statement by statement",
    "ssl-port: the app uses the SSL and the port that are ticked and typed",
    "ports: everything about port, SSL and STARTTLS, also in other groups",
    "certificates: six certificates at three kinds of port, with and without SSL; old TLS",
    "counts: which contacts and messages count, by name, and which do not",
    "summary: the email with the counts",
    "account: odd passwords and addresses, reload, edit, disconnect, the same account twice",
    "life: later steps with an account, done twice or in another order, and the cost of a refusal",
    "refusals: what a person typed wrongly: password, port, host, fields",
    "credentials: user name, password, and the server's answer to them; providers",
    "timeouts: servers that are late, silent, gone, or no mail server at all",
    "sync: connections lost during a sync, outages, slow lines, UIDVALIDITY",
    "servers: servers whose answers are allowed but unusual; folders that do not open",
    "security: STARTTLS stripped, private addresses, injected commands, passwords shown",
    "content: odd messages in a healthy mailbox",
    "headers: odd header sections of messages",
    "shown: every fact that pages, the bar and the summary show",
    "wire: the verdict comes from the front door's record of what the app sent, not from the page",
    "slow: takes more than five seconds by design, e.g. waits for a default deadline of the app",
)

FILTERS = (
    # Show warnings, whatever PYTHONWARNINGS is: a warning must not fail a test.
    "default",
    # Ignore the warning that Python removes a temporary folder of pytest-playwright after Ctrl-C.
    "ignore:Implicitly cleaning up <TemporaryDirectory .*/playwright-pytest-:ResourceWarning",
)


def is_run(config: pytest.Config) -> bool:
    """Return whether this call of pytest is a run, which needs a mail server and an app.

    A call is a run if the command line names a test of bluebar's suite, or has --start-servers.
    """
    return bool(config.getoption(START_SERVERS)) or any(
        _is_in_suite(config, argument, place) for place, argument in enumerate(config.args)
    )


def _is_in_suite(config: pytest.Config, argument: str, place: int) -> bool:
    folder, as_module = config.invocation_params.dir, bool(config.option.pyargs)
    try:
        named = resolve_collection_argument(folder, argument, place, as_pypath=as_module)
    except pytest.UsageError:
        return False  # pytest reports the argument later.
    return named.path.resolve().is_relative_to(SUITE)


def register_run(config: pytest.Config) -> None:
    """Register a run's plugins, and let the run keep traces, write a report and show warnings."""
    for line in FILTERS:
        config.addinivalue_line("filterwarnings", line)
    keep_everything(config)
    with _warnings_in_summary(config):
        run = RunPlugin(config)
    config.pluginmanager.register(run, "bluebar-run")
    config.pluginmanager.register(IssueSection(run.known_issues), "bluebar-issue-section")
    config.pluginmanager.register(_StartWarnings(), "bluebar-start-warnings")
    config.pluginmanager.register(_SafeWorkers(), "bluebar-safe-workers")
    config.pluginmanager.register(KilledWorkers(), "bluebar-killed-workers")
    config.pluginmanager.register(overriding_fixtures, "bluebar-fixtures")


class _StartWarnings:
    """The pytest plugin that adds warnings from the start of the servers to pytest's summary."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> Generator[None]:
        """Collect the warnings while the mail server and the app are started."""
        with _warnings_in_summary(session.config):
            return (yield)


class _SafeWorkers:
    """The pytest plugin that keeps the current folder off the module path of xdist's workers.

    On that path, a file of the current folder, e.g. secrets.py, would replace the module of the
    standard library that has the same name.
    """

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(self, specs: Sequence[Any]) -> None:
        """Start the workers on this machine with `python -P`."""
        for spec in specs:
            if spec.popen and not spec.python:
                spec.python = f"{shlex.quote(sys.executable)} -P"


@contextmanager
def _warnings_in_summary(config: pytest.Config) -> Iterator[None]:
    """Return a context whose warnings are added to pytest's summary.

    pytest itself lists only warnings from collection and tests. The adapter is imported, and the
    app is started, before pytest collects the tests.
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
