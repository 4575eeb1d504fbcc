"""What the commands share: naming a target, and a browser to look at one with."""

import os
import select
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.protocol.target import Instance, Target
from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.run.run_plugin import surroundings
from bluebar.e2e.run.running_app import attach
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import ServerOptions
from bluebar.mailserver.start import serving

LOOK_AGAIN = 300
"""Milliseconds between two looks into the terminal."""


class PageNotOpened(HarnessError):
    """A page does not open, or no browser does to show it."""


def add_target(command: ArgumentParser) -> None:
    """Add which target, and where it runs."""
    command.add_argument(
        "target",
        metavar="NAME",
        help="a bundled target's name, or path/to/file.py:Class of an adapter of your own",
    )
    command.add_argument(
        "--base-url",
        metavar="URL",
        default=os.environ.get("PYTEST_BASE_URL"),
        help="where it runs already (default: it is started)",
    )


@contextmanager
def instance_of(
    target: Target, base_url: str | None, allow_writes: str | None
) -> Iterator[Instance]:
    """Yield a target that runs already, or start it with a mail server to be told of.

    Args:
        target: the app's adapter.
        base_url: where it runs; None to start it.
        allow_writes: the host that may be written to, unless it is this machine.

    Raises:
        pytest.UsageError: base_url is no address, or of a host that may not be written to.
        HarnessError: it did not come up.
    """
    if base_url:
        yield attach(base_url, allow_writes)
        return
    with ExitStack() as stack:
        run = stack.enter_context(run_scope.run())
        authority = Authority.create(run.folder / "authority")
        server = stack.enter_context(serving(ServerOptions(), authority, run))
        around = surroundings(server, run.folder / "app", BindConfig().networks(real_ports=True))
        yield stack.enter_context(target.running(around))


@contextmanager
def browsing(*, headed: bool, session: Mapping[str, Any]) -> Iterator[BrowserContext]:
    """Yield a browser's context of its own; end the browser afterwards.

    Args:
        headed: with a window, for a person.
        session: more of what the context is made with, e.g. its storage state.

    Raises:
        PageNotOpened: no browser starts, e.g. because there is no screen for its window.
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
                next_step="a window needs a screen: run this where you sit, not over a bare ssh"
                if headed
                else "run `bluebar browser`",
            ) from error
        yield context
        started.close()


def open_page(context: BrowserContext, url: str) -> Page:
    """Open a page of the web.

    Raises:
        PageNotOpened: it does not open.
    """
    try:
        page = context.new_page()
        page.goto(url)
    except PlaywrightError as error:
        raise PageNotOpened(
            wanted="a page to open",
            happened=in_a_line(error),
            where=url,
            next_step="see whether it opens in a browser of this machine",
        ) from error
    return page


def wait_for_a_person(context: BrowserContext) -> None:
    """Wait until Enter is pressed in the terminal, or the last window of the browser is closed.

    There is no deadline: a person is at it, who can end it with Ctrl-C.
    """
    while context.pages and not _enter_was_pressed():
        # A page that is closed already says so by an error of its own.
        with suppress(PlaywrightError):
            context.pages[0].wait_for_event("close", timeout=LOOK_AGAIN)


def _enter_was_pressed() -> bool:
    """Look into the terminal without waiting; one that has ended is no Enter."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline() != ""


def in_a_line(error: Exception) -> str:
    """Tell an error without the log that Playwright adds to it."""
    if isinstance(error, HarnessError):
        return f"{error.happened}; {error.next_step}"
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
