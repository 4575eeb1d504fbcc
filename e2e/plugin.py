"""Options and fixtures of the browser suite. e2e/run/ starts what a run needs.

The fixtures that a test names are `scenario`, `user` and `mailbox`; `make_user` makes one more.
"""

import argparse
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.run.offered_rows import SECURITY, may_probe
from bluebar.e2e.run.registration import MARKERS, START_SERVERS, is_run, register_run
from bluebar.e2e.run.run_plugin import HARNESS_ERROR, RunPlugin
from bluebar.e2e.scenarios.model import Group, Scenario
from bluebar.e2e.subjects.connection import Mailbox, User
from bluebar.e2e.targets.browser_sessions import context_arguments
from bluebar.fixtures.inbox.inbox_from_options import PASSWORD
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.secrets.redaction import SHORTEST

MakeUser = Callable[..., User]


def long_enough(password: str) -> str:
    """Return a password that can be taken out of what is written, or none.

    Raises:
        argparse.ArgumentTypeError: it is too short for that.
    """
    if password and len(password) < SHORTEST:
        raise argparse.ArgumentTypeError(
            f"{len(password)} characters: one of fewer than {SHORTEST} stands in too many places "
            "by chance to be taken out of reports"
        )
    return password


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be said of the target."""
    group = parser.getgroup("bluebar: target")
    group.addoption(
        "--target",
        default="reference",
        metavar="NAME",
        help="the app under test: a bundled adapter's name, or path/to/file.py:Class "
        "(default: reference)",
    )
    group.addoption(
        "--allow-writes",
        metavar="HOST",
        help="the host of --base-url, said once more: bluebar signs users up there and connects "
        "mailboxes (not needed for an app on this machine)",
    )
    group.addoption(
        SECURITY,
        action="store_true",
        help="run the rows that try to get past the app's protection, though its adapter does not "
        "say is_ours = True: only where the app's owner agrees",
    )
    group.addoption(
        START_SERVERS,
        action="store_true",
        help="start the mail server and the app for tests outside of bluebar's folder, too "
        "(`bluebar run` does)",
    )
    group.addoption(
        "--inbox",
        default="",
        metavar="URL",
        help="where the app's mail to its users is read: imaps://USER@HOST:993, or "
        f"mailpit+http://HOST:8025; the password stands in {PASSWORD} (default: the mail server)",
    )
    group.addoption(
        "--summary-to",
        default="",
        metavar="ADDRESS",
        help="an address that users can have for it, e.g. qa+{unique}@example.com, which is another"
        " one for each (default: one that reaches nobody)",
    )
    group.addoption(
        "--mailbox-password",
        type=long_enough,
        default="",
        metavar="TEXT",
        help="the password of every mailbox, to see an odd one everywhere, 8 characters or more "
        "(default: each mailbox has one of its own)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Name the markers; register what a run needs, before pytest opens its JUnit file."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    if is_run(config):
        register_run(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """After a test that went well, look for its mailboxes' passwords wherever words were left.

    Then see what is known of the app.
    """
    failure = None
    stage = getattr(item, "funcargs", {}).get("stage")
    try:
        result = yield
        if isinstance(stage, Environment):
            stage.look_for_passwords()
    except AppFailure as error:
        failure, result = error, None
    if isinstance(stage, Environment):
        stage.judge_by_what_is_known(failure)
    elif failure:
        raise failure
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the article first, then SSL x port, counts and summary, accounts, refusals."""
    order = list(Group)

    def place(item: pytest.Item) -> int:
        row = getattr(item, "callspec", None) and item.callspec.params.get("scenario")  # type: ignore[attr-defined]
        return order.index(row.group) if isinstance(row, Scenario) else -1

    items.sort(key=place)


@pytest.fixture(scope="session")
def running(pytestconfig: pytest.Config) -> RunContext:
    """What this run started: mail server, app, authority; plain values."""
    run = pytestconfig.pluginmanager.getplugin("bluebar-run")
    if not isinstance(run, RunPlugin) or run.running is None:
        pytest.exit("bluebar's fixtures need a run: start one by `bluebar run`", HARNESS_ERROR)
    return run.running


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    """The app under test, as its adapter tells of it."""
    run: Any = pytestconfig.pluginmanager.getplugin("bluebar-run")
    chosen: Target = run.target
    return chosen


@pytest.fixture(scope="session")
def porter(running: RunContext) -> Iterator[ProxyServer]:
    """The keeper of this worker's front doors."""
    with ProxyServer(running.server, running.certificates, running.bind) as porter:
        yield porter


@pytest.fixture
def stage(
    request: pytest.FixtureRequest,
    running: RunContext,
    target: Target,
    scenario: Scenario,
    attempt: Attempt,
    porter: ProxyServer,
    tmp_path: Path,
) -> Iterator[Environment]:
    """Where this test happens: its app, its names, and the doors that close with it."""
    with Environment(
        running=running,
        target=target,
        scenario=scenario,
        attempt=attempt,
        porter=porter,
        test_id=attempt.test_id,
        # Where pytest-rerunfailures runs a test again, it counts here.
        number=getattr(request.node, "execution_count", 1),
        probes=may_probe(target, asked=request.config.getoption(SECURITY)),
        folder=tmp_path,
    ) as stage:
        yield stage


@pytest.fixture
def make_user(
    stage: Environment, target: Target, new_context: Callable[..., BrowserContext]
) -> Iterator[MakeUser]:
    """Bring one more person into the app, in a browser context of their own."""

    def make() -> User:
        return stage.user(new_context(**context_arguments(target)).new_page())

    yield make
    # Here, and not at the stage's end, there are still pages to do it on.
    stage.clean_up()


@pytest.fixture
def user(make_user: MakeUser) -> User:
    """The person of this test, signed in to the app, with an inbox for its mail."""
    return make_user()


@pytest.fixture
def mailbox(stage: Environment) -> Mailbox:
    """The mailbox of this test, delivered, read back, and reachable as the scenario says."""
    return stage.mailbox()
