"""Test the connect form of the reference app without bluebar, as others would.

    python -m bench.other_ways bare [--tests N] [--trace]
    python -m bench.other_ways tutorial [--tests N]

Each way prints the seconds of each test as a JSON list. Half of the tutorial's tests connect a
mailbox of three messages, and half type a wrong password.

- bare: a script with Playwright alone, whose tests all connect. App, mail server and browser run
  for all tests; a test has a browser context, a user and a mailbox of its own.
- tutorial: what tutorials show. Each test starts a mail server on a JVM and a browser, delivers
  with imaplib, signs up by the form, clicks through the app, and looks once per second for the
  result. The mail server starts as fast as bluebar's, which favours this way.
"""

import argparse
import imaplib
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from bench.command_line import show_progress
from bluebar.e2e.protocol.target import AppUser, Instance, Surroundings
from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.reference.sign_up import sign_up
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.greenmail.jvm_launcher import greenmail_on_jvm
from bluebar.mailserver.server import MailServer

MESSAGES = 3
POLL_SECONDS = 1.0
MOST_LOOKS = 30
PASSWORD = "bench-only-password"  # noqa: S105 - of no account that anybody has


@dataclass(frozen=True)
class Surrounding:
    """What a way needs: an authority that the app trusts, the app, Playwright and a folder."""

    authority: Authority
    app: Instance
    playwright: Playwright
    folder: Path

    @contextmanager
    def mail_server(self, name: str) -> Iterator[MailServer]:
        """Run a GreenMail on a JVM."""
        with greenmail_on_jvm(self.authority, self.folder / name, why="benchmark") as server:
            yield server

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        """Run the browser that bluebar would use."""
        executable = choose_browser().executable
        launched = self.playwright.chromium.launch(executable_path=executable)
        try:
            yield launched
        finally:
            launched.close()


@contextmanager
def surrounding() -> Iterator[Surrounding]:
    """Run the app, with an authority that signs the certificates of the mail servers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bluebar-bench-")))
        authority = Authority.create(folder / "authority")
        (folder / "app").mkdir()
        server = stack.enter_context(greenmail_on_jvm(authority, folder / "smtp", why="SMTP"))
        around = Surroundings(
            mail_server=server, folder=folder / "app", allowed_hosts=("localhost:*",)
        )
        app = stack.enter_context(Reference().running(around))
        playwright = stack.enter_context(sync_playwright())
        yield Surrounding(authority, app, playwright, folder)


def deliver(server: MailServer, name: str) -> Account:
    """Create a mailbox, and deliver its messages with imaplib, as in its documentation."""
    address = f"{name}@example.org"
    account = Account(address=address, login=address, password=PASSWORD)
    accounts_on(server).create(account)
    with imaplib.IMAP4(server.host, server.imap_port) as mailbox:
        mailbox.login(account.login, account.password)
        for number in range(MESSAGES):
            raw = (
                f"From: Friend {number} <friend{number}@example.org>\r\nTo: {address}\r\n"
                f"Subject: Message {number}\r\nMessage-ID: <{name}-{number}@example.org>\r\n"
                f"Date: {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} +0000\r\n\r\nHello.\r\n"
            )
            when = imaplib.Time2Internaldate(time.time())
            mailbox.append("INBOX", "", when, raw.encode())
    return account


def fill_in(page: Page, server: MailServer, account: Account, password: str) -> None:
    """Fill in the form, and click Connect."""
    page.get_by_label("Email address").fill(account.address)
    page.get_by_label("Username").fill(account.login)
    page.get_by_label("Email password").fill(password)
    page.get_by_label("IMAP server").fill("localhost")
    page.get_by_label("Use SSL").check()
    page.get_by_label("Port", exact=True).fill(str(server.imaps_port))
    page.get_by_role("button", name="Connect", exact=True).click()


def bare(tests: int, *, trace: bool) -> list[float]:
    """Connect mailboxes with Playwright alone; return the seconds of each test."""
    seconds: list[float] = []
    with surrounding() as around, around.mail_server("mail") as server, around.browser() as browser:
        for number in range(tests):
            began = time.monotonic()
            account = deliver(server, f"bare{number}")
            context = browser.new_context()
            if trace:
                context.tracing.start(snapshots=True, sources=True)
            page = context.new_page()
            person = AppUser(name="Bench", email=f"user{number}@app.test", password=PASSWORD)
            sign_up(page, around.app.base_url, person)
            fill_in(page, server, account, PASSWORD)
            expect(page.get_by_role("status")).to_contain_text("successfully connected")
            expect(page.get_by_role("article")).to_contain_text("Last synced")
            _end(context, around.folder / f"{number}.zip" if trace else None)
            seconds.append(time.monotonic() - began)
    return seconds


def _end(context: BrowserContext, trace: Path | None) -> None:
    if trace:
        context.tracing.stop(path=trace)
    context.close()


def tutorial(tests: int) -> list[float]:
    """Test as tutorials show; return the seconds of each test."""
    seconds: list[float] = []
    with surrounding() as around:
        for number in range(tests):
            began = time.monotonic()
            with around.mail_server(f"mail{number}") as server, around.browser() as browser:
                account = deliver(server, f"tutorial{number}")
                page = browser.new_page()
                _sign_up_by_form(page, around.app.base_url, f"person{number}@app.test")
                for link in ("Settings", "Email", "IMAP"):
                    page.get_by_role("link", name=link, exact=True).click()
                if number % 2:
                    fill_in(page, server, account, "wrong")
                    _look_for(page, "did not accept")
                else:
                    fill_in(page, server, account, PASSWORD)
                    _look_for(page, "successfully connected")
                    _look_for(page, "Last synced")
            seconds.append(time.monotonic() - began)
    return seconds


def _sign_up_by_form(page: Page, app: str, address: str) -> None:
    page.goto(f"{app}/sign-up")
    page.get_by_label("Name").fill("Bench")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def _look_for(page: Page, text: str) -> None:
    """Look once per second whether the page contains a text, as tutorials do."""
    for _ in range(MOST_LOOKS):
        if text in page.inner_text("body"):
            return
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"the page does not show {text!r}: {page.inner_text('body')!r}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one way, and print the seconds of its tests."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.other_ways",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("way", choices=("bare", "tutorial"))
    parser.add_argument("--tests", type=int, default=20, metavar="N", help="default: 20")
    parser.add_argument("--trace", action="store_true", help="bare: record traces")
    given = parser.parse_args(arguments)
    show_progress(f"{given.way}: {given.tests} tests")
    is_bare = given.way == "bare"
    print(json.dumps(bare(given.tests, trace=given.trace) if is_bare else tutorial(given.tests)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
