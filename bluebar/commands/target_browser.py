"""The arguments and the browser of the commands that look at an app: new, check and login."""

import select
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import click
import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bluebar.commands.own_mailserver import start_own_mailserver
from bluebar.e2e.protocol.target import Instance, Target
from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.run.context import make_surroundings
from bluebar.e2e.run.running_app import attach, started_app
from bluebar.e2e.targets.browser_sessions import STORAGE_STATE
from bluebar.e2e.trial.findings import in_a_line
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.server import ServerOptions

LOOK_AGAIN = 300
"""Milliseconds between two checks of the terminal."""


class PageNotOpened(HarnessError):
    """A page does not open, or no browser starts."""


class TargetNotUsable(HarnessError):
    """There is no such target, or bluebar may not drive the app at this address."""


def target_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the argument TARGET, and the options --base-url and --storage-state, to a command."""
    base_url = click.option(
        "--base-url",
        metavar="URL",
        envvar="PYTEST_BASE_URL",
        help="Address at which the app runs.  [default: bluebar starts the app]",
    )
    storage_state = click.option(
        STORAGE_STATE,
        metavar="FILE",
        default="",
        help="The browser session of the person who is signed in, as Playwright's storage state.  "
        "[default: .bluebar/NAME.json]",
    )
    return click.argument("name", metavar="[TARGET]")(base_url(storage_state(command)))


@contextmanager
def usage_errors_of(name: str) -> Iterator[None]:
    """Raise pytest's usage errors about a target as an error of the command line.

    Args:
        name: the target, as the user has named it.

    Raises:
        TargetNotUsable: a usage error of pytest was raised: the target or its address is wrong.
    """
    try:
        yield
    except pytest.UsageError as error:
        raise TargetNotUsable(
            wanted="a target to drive",
            happened=str(error),
            where=name,
            next_step="`bluebar list` prints the included targets; docs/write-an-adapter.md "
            "explains how to write an adapter",
        ) from error


@contextmanager
def instance_of(
    target: Target, base_url: str | None, allow_writes: str | None
) -> Iterator[Instance]:
    """Yield an app that already runs, or start the app with a mail server.

    Args:
        target: the app's adapter.
        base_url: the address of the running app; None to start the app.
        allow_writes: the host that bluebar may write to. bluebar may always write to this machine.

    Raises:
        pytest.UsageError: base_url is not a URL, or bluebar may not write to its host.
        HarnessError: the app did not start.
    """
    if base_url:
        yield attach(base_url, allow_writes)
        return
    with ExitStack() as stack:
        run, _, server = start_own_mailserver(stack, ServerOptions())
        around = make_surroundings(
            server, run.folder / "app", BindConfig().networks(real_ports=True)
        )
        yield stack.enter_context(started_app(target, around))


@contextmanager
def browsing(*, headed: bool, session: Mapping[str, Any]) -> Iterator[BrowserContext]:
    """Start a browser and yield a new context; close the browser afterwards.

    Args:
        headed: whether to open a window, for a person.
        session: further arguments of the browser's context, e.g. its storage state.

    Raises:
        PageNotOpened: the browser does not start, e.g. because there is no screen.
    """
    browser = choose_browser(headed=headed)
    arguments: dict[str, Any] = {**browser.launch_arguments, "headless": not headed}
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(**arguments)
            context = started.new_context(**session)
        except PlaywrightError as error:
            raise PageNotOpened(
                wanted="a browser" + (" with a window" if headed else ""),
                happened=in_a_line(error),
                where=browser.executable or browser.name,
                next_step="a window needs a screen: use a machine with a screen, or xvfb-run"
                if headed
                else "run `bluebar browser`",
            ) from error
        yield context
        started.close()


def open_page(context: BrowserContext, url: str) -> Page:
    """Open a URL in a new page.

    Raises:
        PageNotOpened: the URL does not open.
    """
    try:
        page = context.new_page()
        page.goto(url)
    except PlaywrightError as error:
        raise PageNotOpened(
            wanted="to open a page",
            happened=in_a_line(error),
            where=url,
            next_step="try the URL in a browser of this machine",
        ) from error
    return page


def wait_for_a_person(context: BrowserContext) -> None:
    """Wait until Enter is pressed in the terminal, or the last window of the browser is closed.

    There is no deadline: the person can press Ctrl-C.
    """
    while context.pages and not _enter_was_pressed():
        # `wait_for_event` raises an error if the page is already closed, and after LOOK_AGAIN.
        with suppress(PlaywrightError):
            context.pages[0].wait_for_event("close", timeout=LOOK_AGAIN)


def _enter_was_pressed() -> bool:
    """Return whether Enter was pressed in the terminal; a closed terminal does not count."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline() != ""
