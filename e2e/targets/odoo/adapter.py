"""The adapter of Odoo Community, a CRM: each mail of an incoming mail server becomes a lead.

bluebar neither installs nor starts Odoo; docs/targets.md says what the Odoo under test needs.
The adapter has no capabilities about contacts or summaries: a lead is not a contact, and Odoo sends
no summary.
"""

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import (
    AppUser,
    ConnectForm,
    Deadlines,
    FormInput,
    Imported,
    Instance,
)
from bluebar.e2e.targets.base_adapter import Adapter, wait_visible
from bluebar.e2e.targets.env_credentials import from_environment
from bluebar.e2e.targets.odoo.known_failures import KNOWN_FAILURES
from bluebar.e2e.targets.odoo.leads import delete_imported, lead_count
from bluebar.e2e.targets.odoo.list_views import LEADS, SERVERS, open_list, read_column
from bluebar.e2e.targets.odoo.wording import reason_for
from bluebar.fixtures.oracle.counting_rules import CountingRules

CONFIRMED = "Confirmed"
DIALOG = ".modal .modal-body"
FIRST_PAGE = 60_000
"""The time-out for the first page, in milliseconds.

On the first visit Odoo builds its style sheets and scripts, which takes long."""


class Odoo(Adapter):
    """Odoo's incoming mail servers and leads, as an administrator sees them."""

    name = "odoo"
    users: Literal["made", "pool"] = "pool"
    rules = CountingRules(only_folders=frozenset({"INBOX"}), only_unread=True)
    deadlines = Deadlines(verdict=75, sync=300)
    """In seconds: Odoo waits 60 s for a server, and a fetch imports at most 50 messages."""
    known_failures = KNOWN_FAILURES
    verifies_no_certificates = True

    def pool(self) -> Sequence[AppUser]:
        """Return one user, the administrator whose login and password are in the environment.

        There is only one user, because all users see all leads.
        """
        login = from_environment("ODOO_USER", secret=False)
        password = from_environment("ODOO_PASSWORD")
        email = login if "@" in login else f"{login}@odoo.example"
        return [AppUser(name=login, email=email, password=password)]

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Sign in, and open the list of incoming mail servers."""
        page.goto(f"{instance.base_url}/web/login?redirect={SERVERS.path}")
        page.locator("#login").fill(person.name)
        page.locator("#password").fill(person.password)
        page.locator(".oe_login_form button[type=submit]").click(no_wait_after=True)
        page.locator(".o_list_renderer").wait_for(timeout=FIRST_PAGE)

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Open the form of a new incoming mail server that creates leads."""
        page.remove_locator_handler(page.locator(DIALOG))
        page.goto(urljoin(page.url, f"{SERVERS.path}/new"), wait_until="commit")
        _field(page, "object_id").fill("Lead")
        page.get_by_role("option", name="Lead", exact=True).click()
        expect(_field(page, "object_id")).to_have_value("Lead")
        return ConnectForm(
            email_address=_field(page, "name"),
            username=_field(page, "user"),
            password=_field(page, "password"),
            server=_field(page, "server"),
            port=_field(page, "port"),
            thousands=",",
            use_ssl=_field(page, "is_ssl"),
            has_starttls=False,
            connect=page.locator("button[name=button_confirm_login]"),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        """Wait for the status *Confirmed*, an error dialog, or fields marked as invalid.

        Toasts are ignored.
        """
        status = page.locator(".o_statusbar_status .o_arrow_button_current")
        confirmed = status.get_by_text(CONFIRMED, exact=True)
        dialog, marked = page.locator(DIALOG), page.locator(".o_field_widget.o_field_invalid")
        if not wait_visible(confirmed, dialog, marked, within=within):
            return NoVerdict(within=within)
        if dialog.count():
            # The dialog covers the form: close it when the test next uses the form.
            close = page.locator(".modal footer button").first
            page.add_locator_handler(dialog, close.click, times=1)
            return Rejected(reason_for(dialog.inner_text()))
        return Connected() if confirmed.count() else Rejected(Reason.MISSING_FIELD)

    def message(self, page: Page) -> str:
        """Return the dialog's text."""
        return " ".join(page.locator(DIALOG).all_inner_texts())

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Click *Fetch Now* until a click adds no lead: one click imports at most 50 messages."""
        fetch = page.get_by_role("button", name="Fetch Now")
        if not fetch.count():
            open_list(page, SERVERS)
            page.locator(".o_data_row").filter(has_text=address).first.click()
        before, leads = -1, lead_count(page)
        while leads != before:
            with page.expect_response(re.compile("/fetch_mail"), timeout=within * 1000) as answer:
                fetch.click()
            if "error" in answer.value.json():
                raise AppFailure(
                    "the button Fetch Now should import the mail; it shows the error "
                    f"{page.locator(DIALOG).inner_text()!r}"
                )
            before, leads = leads, lead_count(page)
        return self.totals(page)

    sync_now = wait_for_sync

    def totals(self, page: Page) -> Imported:
        """Open the list of leads; return the number of leads."""
        return Imported(contacts=None, messages=open_list(page, LEADS))

    def messages(self, page: Page) -> list[str]:
        """Open the list of leads; return the subjects of the leads.

        The list shows senders, too, but the adapter has no `message_pages`. Odoo adds a space to
        some long names, which depend on the run's seed, so rows would be red in some runs only.
        """
        return read_column(page, LEADS, "name")

    def accounts(self, page: Page) -> list[str]:
        """Open the list of incoming mail servers; return the addresses of the confirmed ones.

        Odoo fetches mail only from confirmed servers.
        """
        open_list(page, SERVERS)
        rows = page.locator(".o_data_row").filter(has=page.get_by_text(CONFIRMED, exact=True))
        return rows.locator("[name=name]").all_inner_texts()

    def clean_up(self, page: Page, address: str) -> None:
        """Delete the incoming mail server of this address, and the leads from its mail."""
        delete_imported(page, address)


def _field(page: Page, name: str) -> Locator:
    return page.locator(f".o_field_widget[name={name}] input")
