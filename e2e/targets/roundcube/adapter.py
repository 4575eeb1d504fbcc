"""Roundcube, a webmail: whoever signs in connects a mailbox, so its sign-in is the connect form.

It keeps no accounts and no contacts, and sends no summary: what it shows of a mailbox is its INBOX.
`make target-roundcube` installs it; docs/targets.md says what is judged.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import (
    AppUser,
    ConnectForm,
    Deadlines,
    FormInput,
    Imported,
    Instance,
    Surroundings,
)
from bluebar.e2e.targets.app_process import running
from bluebar.e2e.targets.base_adapter import Adapter, reason_in, wait_visible
from bluebar.e2e.targets.roundcube.app_server import LISTENS, roundcube
from bluebar.e2e.targets.roundcube.install import root, versions
from bluebar.e2e.targets.roundcube.known_failures import FINDINGS
from bluebar.fixtures.oracle.counting_rules import CountingRules, MessageIdentity

INVALID_SERVER = "Invalid server name."
WORDING = (
    ("Login failed.", Reason.WRONG_CREDENTIALS),
    (INVALID_SERVER, Reason.INVALID_CHARACTERS),
    ("Too many failed login attempts", Reason.TRY_LATER),
)
"""What it says, and the reason that this stands for; all else, above all "Connection to storage
server failed.", names none."""

LOWERED = {"imap_timeout": "3", "mail_pagesize": "200"}
"""What differs from how it ships: seconds that it waits for a server, and messages a page."""


def server_text(typed: FormInput) -> str:
    """Return host and port as its Server box takes them, with how they are spoken to in front."""
    host = typed.server.strip()
    scheme = ("tls://" if typed.starttls else "ssl://") if typed.use_ssl else ""
    return typed.server.replace(host, f"{scheme}{host}:{typed.port}") if host else typed.server


def reason_for(said: str, typed: FormInput) -> Reason:
    """Return the reason that its words stand for."""
    if INVALID_SERVER in said and not typed.server.strip():
        return Reason.MISSING_FIELD
    return reason_in(said, WORDING)


class Roundcube(Adapter):
    """Roundcube as Debian ships it, with a free Server box and a lowered deadline."""

    name = "roundcube"
    rules = CountingRules(only_folders=frozenset({"INBOX"}), message_identity=MessageIdentity.COPY)
    deadlines = Deadlines(verdict=15, sync=15)
    findings = FINDINGS
    fetches_once = True

    shipped_settings: Mapping[str, str] = {"imap_timeout": "0"}
    """As shipped it waits as long as PHP does, which is 60 s."""
    shipped_deadlines = Deadlines(verdict=75, sync=75)

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Run it by PHP's own web server."""
        folder, settings = surroundings.folder, {**LOWERED, **surroundings.settings}
        ca_file = surroundings.mail_server.ca_file
        command, environment = roundcube(root(), folder, ca_file=ca_file, settings=settings)
        return running(command, folder=folder, settings=environment, listens=LISTENS)

    def version(self) -> str:
        """Tell which packages were brought."""
        return versions()

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:  # noqa: ARG002
        """Open it: to sign in is to connect."""
        page.goto(instance.base_url)

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Sign out where somebody is signed in."""
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
        """Wait for the list of folders, a message, or the browser's own refusal of the form."""
        folders = page.locator("#mailboxlist")
        told = page.locator("#messagestack div:not(.loading)")
        empty = page.locator("#login-form :user-invalid")
        if not wait_visible(folders, told, empty, within=within):
            return NoVerdict(within=within)
        if folders.count():
            return Connected()
        if empty.count():
            return Rejected(Reason.MISSING_FIELD)
        return Rejected(reason_for(told.first.inner_text(), typed))

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:  # noqa: ARG002
        """Wait for the list of messages; read the line below it."""
        rows = page.locator("#messagelist tbody tr")
        rows.or_(page.get_by_text("The list is empty.")).first.wait_for(timeout=within * 1000)
        told = re.search(r"of (\d+)", page.locator(".pagenav-text").inner_text())
        return Imported(contacts=None, messages=int(told[1]) if told else 0)

    def messages(self, page: Page) -> list[str]:
        """Open INBOX and turn its pages; there is none without a mailbox."""
        page.goto(urljoin(page.url, "./?_task=mail&_mbox=INBOX"))
        if page.locator("#login-form").count():
            return []
        self.wait_for_sync(page, "", self.deadlines.sync)
        subjects: list[str] = []
        turning = self.deadlines.sync * 1000
        while True:
            subjects += page.locator("#messagelist tbody .subject a").all_inner_texts()
            following = page.locator("a.nextpage:not(.disabled)")
            if not following.count():
                return subjects
            following.click()
            begins = f"{len(subjects) + 1} to"
            expect(page.locator(".pagenav-text")).to_contain_text(begins, timeout=turning)

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Click *Refresh*; it says that it is loading until it has."""
        self._refresh(page, within)
        return self.wait_for_sync(page, address, within)

    def _refresh(self, page: Page, within: float) -> None:
        page.locator("a.refresh").click()
        expect(page.locator("#messagestack .loading")).to_have_count(0, timeout=within * 1000)

    def sync_problem(self, page: Page, address: str, within: float) -> str:  # noqa: ARG002
        """Click *Refresh*; return what it says went wrong."""
        self._refresh(page, within)
        return " ".join(page.locator("#messagestack .error").all_inner_texts())

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Click *Refresh*, as the page does by itself each minute; what it said before may stay."""
        return self.sync_now(page, address, within)
