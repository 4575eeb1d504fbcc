"""The adapter of Roundcube, a webmail; its sign-in page is the form that connects a mailbox.

Roundcube has no accounts, imports no contacts and sends no summary. The adapter reads only INBOX.
`make target-roundcube` installs the app; docs/targets.md describes the target.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.list_capabilities import ListedMessage, ListPage
from bluebar.e2e.protocol.target import (
    AppUser,
    ConnectForm,
    Deadlines,
    FormInput,
    Imported,
    Instance,
    Surroundings,
)
from bluebar.e2e.targets.app_process import app_process
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, Adapter, reason_in, wait_visible
from bluebar.e2e.targets.paged_lists import shown_pages
from bluebar.e2e.targets.roundcube.app_server import LISTENS, roundcube_command
from bluebar.e2e.targets.roundcube.install import installed_root, versions
from bluebar.e2e.targets.roundcube.known_failures import KNOWN_FAILURES
from bluebar.fixtures.oracle.counting_rules import CountingRules, MessageIdentity

INVALID_SERVER = "Invalid server name."
WORDING = (
    ("Login failed.", Reason.WRONG_CREDENTIALS),
    (INVALID_SERVER, Reason.INVALID_CHARACTERS),
    ("Too many failed login attempts", Reason.TRY_LATER),
    ANYTHING_ELSE,
)
"""Parts of Roundcube's messages, each with the reason that it stands for.

All other messages, e.g. "Connection to storage server failed.", name no reason."""

MESSAGES = "#messagelist tbody tr"

READ_MESSAGES = """rows => rows.map(row => ({
  subject: row.querySelector('.subject a').innerText,
  sender: row.querySelector('.fromto').innerText,
}))"""
"""Read the subject and the sender of each message in the list."""

SETTINGS = {"imap_timeout": "3", "mail_pagesize": "200"}
"""Roundcube's settings for tests: a shorter time-out (in seconds), and more messages on a page."""


def server_text(typed: FormInput) -> str:
    """Return the text for the Server field: scheme, host and port, e.g. `ssl://mail.example:993`.

    Spaces around the typed host are kept. If the typed host is empty, it is returned unchanged.
    """
    host = typed.server.strip()
    scheme = ("tls://" if typed.starttls else "ssl://") if typed.use_ssl else ""
    return typed.server.replace(host, f"{scheme}{host}:{typed.port}") if host else typed.server


def reason_for(text: str, typed: FormInput) -> Reason:
    """Return the reason that Roundcube's message stands for.

    If the Server field is empty, the message is "Invalid server name."; the reason is then a
    missing field.
    """
    if INVALID_SERVER in text and not typed.server.strip():
        return Reason.MISSING_FIELD
    return reason_in(text, WORDING)


class Roundcube(Adapter):
    """Roundcube as Debian ships it, with an editable Server field and a shorter time-out."""

    name = "roundcube"
    rules = CountingRules(only_folders=frozenset({"INBOX"}), message_identity=MessageIdentity.COPY)
    deadlines = Deadlines(verdict=15, sync=15)
    known_failures = KNOWN_FAILURES
    fetches_once = True
    signing_in_connects = True
    hides_password = True

    shipped_settings: Mapping[str, str] = {"imap_timeout": "0"}
    """The shipped value is 0, which means PHP's time-out of 60 s."""
    shipped_deadlines = Deadlines(verdict=75, sync=75)

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Return a context in which Roundcube runs on PHP's built-in web server."""
        folder, settings = surroundings.folder, {**SETTINGS, **surroundings.settings}
        ca_file = surroundings.mail_server.ca_file
        command, environment = roundcube_command(
            installed_root(), folder, ca_file=ca_file, settings=settings
        )
        return app_process(command, folder=folder, settings=environment, listens=LISTENS)

    def version(self) -> str:
        """Return the installed versions of Roundcube and PHP."""
        return versions()

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:  # noqa: ARG002
        """Open the sign-in page, which is the connect form."""
        page.goto(instance.base_url)

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Return the controls of the sign-in page; sign out first if a user is signed in."""
        if page.locator("#mailboxlist").count():
            page.get_by_role("button", name="Logout").click()
        server = page.locator("#rcmloginhost")
        expect(server).to_be_visible()
        return ConnectForm(
            username=page.locator("#rcmloginuser"),
            password=page.locator("#rcmloginpwd"),
            server=server,
            connect=page.locator("#rcmloginsubmit"),
            server_text=server_text,
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        """Wait for the list of folders, a message, or the browser's error at an empty field."""
        folders = page.locator("#mailboxlist")
        messages = page.locator("#messagestack div:not(.loading)")
        empty = page.locator("#login-form :user-invalid")
        if not wait_visible(folders, messages, empty, within=within):
            return NoVerdict(within=within)
        if folders.count():
            return Connected()
        if empty.count():
            return Rejected(Reason.MISSING_FIELD)
        return Rejected(reason_for(messages.first.inner_text(), typed))

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:  # noqa: ARG002
        """Wait for the list of messages; return the count that is shown below the list."""
        rows = page.locator(MESSAGES)
        rows.or_(page.get_by_text("The list is empty.")).first.wait_for(timeout=within * 1000)
        found = re.search(r"of (\d+)", page.locator(".pagenav-text").inner_text())
        return Imported(contacts=None, messages=int(found[1]) if found else 0)

    def messages(self, page: Page) -> list[str]:
        """Return the subjects on all pages of INBOX; none if no mailbox is connected."""
        return [message.subject for each in self.message_pages(page) for message in each.rows]

    def message_pages(self, page: Page) -> list[ListPage[ListedMessage]]:
        """Return the pages of INBOX, with subjects and senders; none if no mailbox is connected."""
        page.goto(urljoin(page.url, "./?_task=mail&_mbox=INBOX"))
        if page.locator("#login-form").count():
            return []
        count = self.wait_for_sync(page, "", self.deadlines.sync).messages
        shown = shown_pages(
            next_page=page.locator("a.nextpage:not(.disabled)"),
            position=page.locator(".pagenav-text"),
            within=self.deadlines.sync,
        )
        return [ListPage(rows=_listed_messages(page), count=count) for _ in shown]

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Click *Refresh*, and wait until the page has loaded the list; return the count."""
        self._refresh(page, within)
        return self.wait_for_sync(page, address, within)

    def _refresh(self, page: Page, within: float) -> None:
        page.locator("a.refresh").click()
        expect(page.locator("#messagestack .loading")).to_have_count(0, timeout=within * 1000)

    def sync_problem(self, page: Page, address: str, within: float) -> str:  # noqa: ARG002
        """Click *Refresh*; return the errors that the page shows afterwards."""
        self._refresh(page, within)
        return " ".join(page.locator("#messagestack .error").all_inner_texts())

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Click *Refresh*, instead of waiting until the page refreshes itself; return the count.

        The page refreshes itself each minute. Earlier errors may still be visible afterwards.
        """
        return self.sync_now(page, address, within)


def _listed_messages(page: Page) -> tuple[ListedMessage, ...]:
    """Return the subject and the sender of each message on the shown page of the list."""
    shown = page.locator(MESSAGES).evaluate_all(READ_MESSAGES)
    return tuple(ListedMessage(**each) for each in shown)
