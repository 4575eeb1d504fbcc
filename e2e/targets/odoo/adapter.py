"""Odoo Community, a CRM, attached to one that runs: each mail of an incoming mail server is a lead.

Nothing here installs or starts it; docs/targets.md says what it must be like. Contacts are not
looked at, since a lead makes none, and it sends no summary.
"""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from e2e.failures import AppFailure
from e2e.targets.credentials import from_environment
from e2e.targets.protocol import (
    ConnectForm,
    Deadlines,
    Imported,
    Instance,
    Person,
    Surroundings,
    Target,
    Typed,
)
from e2e.verdicts import Connected, NoVerdict, Reason, Rejected, Verdict
from fixtures.rules import CountingRules

SERVERS = "/odoo/action-mail.action_email_server_tree"
LEADS = "/odoo/action-crm.crm_lead_opportunities?view_type=list"
CONFIRMED = "Confirmed"
DIALOG = ".modal .modal-body"

WORDING = (("AUTHENTICATIONFAILED", Reason.WRONG_CREDENTIALS),)


def reason_for(said: str) -> Reason:
    """Return the reason that its words stand for, the server's own that it quotes among them."""
    return next((reason for words, reason in WORDING if words in said), Reason.UNSPECIFIED)


def number(told: str) -> int:
    """Return a number as lists tell it, e.g. "20,343"; none is told of an empty list."""
    return int(re.sub(r"\D", "", told) or 0)


class Odoo(Target):
    """Odoo's list of incoming mail servers, and its leads, as an administrator sees them."""

    api = 1
    name = "odoo"
    users: Literal["made", "pool"] = "pool"
    rules = CountingRules(only_folders=frozenset({"INBOX"}), only_unread=True)
    deadlines = Deadlines(verdict=75, sync=300)
    """It waits 60 s for a server; one fetch takes 50 messages at most."""

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:  # noqa: ARG002
        """Start nothing.

        Raises:
            pytest.UsageError: always; `--base-url` names one that runs.
        """
        raise pytest.UsageError(
            "--target odoo: bluebar starts no Odoo; name one that runs by --base-url "
            "(docs/targets.md)"
        )

    def pool(self) -> Sequence[Person]:
        """Return the administrator; leads are everybody's, so there is one."""
        login, password = from_environment("ODOO_USER"), from_environment("ODOO_PASSWORD")
        email = login if "@" in login else f"{login}@odoo.example"
        return [Person(name=login, email=email, password=password)]

    def sign_in(self, page: Page, instance: Instance, person: Person) -> None:
        """Sign in; the first time Odoo makes its style sheets and scripts, which takes a while."""
        page.goto(f"{instance.base_url}/web/login")
        page.locator("#login").fill(person.name)
        page.locator("#password").fill(person.password)
        page.locator(".oe_login_form button[type=submit]").click()
        page.locator(".o_main_navbar").wait_for(timeout=60_000)

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Open a new incoming mail server that makes leads."""
        page.goto(urljoin(page.url, f"{SERVERS}/new"))
        _field(page, "object_id").fill("Lead")
        page.get_by_role("option", name="Lead", exact=True).click()
        expect(_field(page, "object_id")).to_have_value("Lead")
        return ConnectForm(
            email_address=_field(page, "name"),
            username=_field(page, "user"),
            password=_field(page, "password"),
            server=_field(page, "server"),
            port=_field(page, "port"),
            use_ssl=_field(page, "is_ssl"),
            connect=page.locator("button[name=button_confirm_login]"),
        )

    def verdict(self, page: Page, typed: Typed, within: float) -> Verdict:  # noqa: ARG002
        """Wait for the status, a dialog, or fields that are marked; a toast says nothing."""
        status = page.locator(".o_statusbar_status .o_arrow_button_current")
        confirmed = status.get_by_text(CONFIRMED, exact=True)
        told, marked = page.locator(DIALOG), page.locator(".o_field_widget.o_field_invalid")
        try:
            confirmed.or_(told).or_(marked).first.wait_for(timeout=within * 1000)
        except PlaywrightTimeout:
            return NoVerdict(within=within)
        if told.count():
            return Rejected(reason_for(told.inner_text()))
        return Connected() if confirmed.count() else Rejected(Reason.MISSING_FIELD)

    def said(self, page: Page) -> str:
        """Return what the dialog says."""
        return " ".join(page.locator(DIALOG).all_inner_texts())

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Click *Fetch Now* until no lead is added: one click takes 50 messages at most."""
        before = self.totals(page)
        while True:
            page.goto(urljoin(page.url, SERVERS))
            page.locator(".o_data_row").filter(has_text=address).first.click()
            with page.expect_response(re.compile("/fetch_mail"), timeout=within * 1000) as answer:
                page.locator("button[name=fetch_mail]").click()
            if "error" in answer.value.json():
                raise AppFailure(f"Fetch Now says {page.locator(DIALOG).inner_text()!r}")
            after = self.totals(page)
            if after == before:
                return after
            before = after

    sync_now = wait_for_sync

    def totals(self, page: Page) -> Imported:
        """Open the leads; what their pager tells is how many there are."""
        page.goto(urljoin(page.url, LEADS))
        page.locator(".o_list_renderer").wait_for()
        told = page.locator(".o_pager_limit")
        return Imported(contacts=None, messages=number(told.inner_text()) if told.count() else 0)

    def messages(self, page: Page) -> list[str]:
        """Open the leads and turn their pages; an empty list is drawn with rows of samples."""
        total, subjects = self.totals(page).messages or 0, list[str]()
        while len(subjects) < total:
            subjects += page.locator(".o_data_row [name=name]").all_inner_texts()
            if len(subjects) < total:
                page.locator(".o_pager_next").click()
                expect(page.locator(".o_pager_value")).to_contain_text(f"{len(subjects) + 1}-")
        return subjects

    def accounts(self, page: Page) -> list[str]:
        """Open the servers; only those that are confirmed are asked for mail."""
        page.goto(urljoin(page.url, SERVERS))
        page.locator(".o_list_renderer, .o_view_nocontent").first.wait_for()
        rows = page.locator(".o_data_row").filter(has=page.get_by_text(CONFIRMED, exact=True))
        return rows.locator("[name=name]").all_inner_texts()

    def clean_up(self, page: Page, address: str) -> None:
        """Delete the server, confirmed or not, and the leads that came with it."""
        label = address.partition("@")[2].partition(".")[0]
        _delete(page, "fetchmail.server", [["name", "ilike", f"@{label}."]])
        for domain in (f"@{label}.", "@oddity.example"):
            _delete(page, "crm.lead", [["message_ids.message_id", "ilike", domain]])


def _field(page: Page, name: str) -> Locator:
    return page.locator(f".o_field_widget[name={name}] input")


def _delete(page: Page, model: str, domain: list[Any]) -> None:
    """Delete by what Odoo's own pages call, in the session of the page."""

    def call(method: str, *args: Any) -> Any:
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        url = urljoin(page.url, f"/web/dataset/call_kw/{model}/{method}")
        answer = page.request.post(url, data={"jsonrpc": "2.0", "params": params}).json()
        assert "error" not in answer, answer["error"]["data"]["message"]
        return answer["result"]

    call("unlink", call("search", domain))
