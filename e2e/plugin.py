"""pytest options, hooks and fixtures of the browser suite. e2e/run/ starts the servers of a run.

Tests use the fixtures `scenario`, `user` and `mailbox`. A test that needs another user calls the
fixture `make_user`.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.environment.outcome_of_test import (
    declared_uses,
    everyone_blamed,
    is_apps_failure,
    judge_by_known_failures,
    not_offered_is_skipped,
    only_what_it_declares,
)
from bluebar.e2e.environment.screencast import has_screencast, remove_screencast
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.run import issue_options, settings_options
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.playwright_options import PlaywrightHelp
from bluebar.e2e.run.registration import MARKERS, is_run, register_run
from bluebar.e2e.run.renamed_options import add_renamed_options
from bluebar.e2e.run.run_plugin import HARNESS_ERROR, RunPlugin
from bluebar.e2e.run.target_options import START_SERVERS, add_target_options
from bluebar.e2e.scenarios.model import Group, Scenario
from bluebar.e2e.scenarios.offered_rows import SECURITY, may_probe
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.mailserver.brands import deviations_of
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.reports.record.attempt import Attempt

MakeUser = Callable[..., User]

EXPECT_MILLISECONDS = 15_000
"""The time that Playwright's assertions wait, unless a call gives another time."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options for the app under test, and errors for options that were renamed."""
    add_target_options(parser)
    add_renamed_options(parser)
    issue_options.add_options(parser)
    settings_options.add_option(parser)
    pluginmanager.register(PlaywrightHelp(parser), "bluebar-playwright-help")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, object, object]:
    """Add the options that bluebar.toml sets, before pytest parses the command line."""
    result = yield  # Here, pytest-playwright adds the option --base-url.
    settings_options.add_arguments_of_file(early_config, parser, args)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Skip a test if one of its fixtures raises `NotOffered` or `NotLookedAt`."""
    with not_offered_is_skipped(item), only_what_it_declares(item), everyone_blamed(item):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and the plugins of a run, before pytest opens its JUnit file."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    if is_run(config):
        # Playwright's default of 5 s is too short on a busy machine. The longer time costs nothing
        # if an assertion holds.
        expect.set_options(timeout=EXPECT_MILLISECONDS)
        register_run(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Search for shown passwords after a test that passed; then apply the known failures."""
    failure = None
    environment = getattr(item, "funcargs", {}).get("environment")
    try:
        with not_offered_is_skipped(item), only_what_it_declares(item), everyone_blamed(item):
            result = yield
        if isinstance(environment, Environment):
            environment.expect_no_password_shown()
    except Exception as error:
        if not isinstance(environment, Environment):
            raise
        environment.take_screenshot()
        if not is_apps_failure(item, environment.attempt, error):
            raise
        environment.require_own_logins()
        failure, result = error, None
    if isinstance(environment, Environment):
        run: Any = item.config.pluginmanager.getplugin("bluebar-run")
        judge_by_known_failures(
            environment.attempt,
            environment.app.target,
            environment.scenario.id,
            failure,
            run.known_issues,
        )
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort tests by the group of their row; the rows of the help article come first."""
    order = list(Group)

    def place(item: pytest.Item) -> int:
        row = getattr(item, "callspec", None) and item.callspec.params.get("scenario")  # type: ignore[attr-defined]
        return order.index(row.group) if isinstance(row, Scenario) else -1

    items.sort(key=place)


@pytest.fixture(scope="session")
def running(pytestconfig: pytest.Config) -> RunContext:
    """The values of this run, e.g. the addresses of mail server and app, and the options."""
    run = pytestconfig.pluginmanager.getplugin("bluebar-run")
    if not isinstance(run, RunPlugin) or run.running is None:
        pytest.exit(
            "a test uses a fixture of bluebar, which needs a mail server and an app: start pytest "
            f"by `bluebar run`, or with {START_SERVERS}",
            HARNESS_ERROR,
        )
    return run.running


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """Adapter of the app under test."""
    run: Any = pytestconfig.pluginmanager.getplugin("bluebar-run")
    chosen: Target = run.target
    return chosen


@pytest.fixture(scope="session")
def proxy_server(running: RunContext) -> Iterator[ProxyServer]:
    """The server that opens front doors (IMAP proxies before the mail server) in this process."""
    with ProxyServer(
        running.server,
        running.certificates,
        running.bind,
        deviations=deviations_of(running.server),
    ) as proxy_server:
        yield proxy_server


@pytest.fixture
def environment(
    request: pytest.FixtureRequest,
    running: RunContext,
    target: Target,
    scenario: Scenario,
    attempt: Attempt,
    proxy_server: ProxyServer,
    tmp_path: Path,
) -> Iterator[Environment]:
    """The app, users, mailboxes and front doors of this test; closed after the test."""
    with Environment(
        running=running,
        target=target,
        scenario=scenario,
        attempt=attempt,
        proxy_server=proxy_server,
        test_id=attempt.test_id,
        # pytest-rerunfailures sets this number when it repeats a test.
        number=getattr(request.node, "execution_count", 1),
        probes=may_probe(target, asked=request.config.getoption(SECURITY)),
        folder=tmp_path,
        uses=declared_uses(request.node),
    ) as environment:
        yield environment


@pytest.fixture
def make_user(
    request: pytest.FixtureRequest,
    environment: Environment,
    running: RunContext,
    target: Target,
    new_context: Callable[..., BrowserContext],
) -> Iterator[MakeUser]:
    """A function that signs another user in to the app, in a new browser context."""
    is_traced = request.config.getoption("--tracing") != "off"

    def make() -> User:
        context = new_context(**running.session_of(target).context_arguments())
        if is_traced and not has_screencast(request.node):
            remove_screencast(context, environment.scenario.id)
        return environment.user(context.new_page())

    yield make
    # Clean up now: the users' pages are still open, and are closed after this fixture has ended.
    environment.clean_up()


@pytest.fixture
def user(make_user: MakeUser) -> User:
    """The user of this test, signed in to the app, with an inbox for the app's mail."""
    return make_user()


@pytest.fixture
def mailbox(environment: Environment) -> Mailbox:
    """The mailbox of this test, with its messages delivered, behind the scenario's front door."""
    return environment.mailbox()
