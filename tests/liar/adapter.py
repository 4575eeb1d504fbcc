"""The adapter of Fable, the lying app, with exactly the app's capabilities."""

import re
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Reason, Verdict
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
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, Adapter, wait_for_verdict
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.fixtures.oracle.counting_rules import AddressHeader, CountingRules, MessageIdentity


class Liar(Adapter):
    """Fable: one process for the whole run."""

    name = "liar"
    is_ours = True
    rules = CountingRules(
        only_folders=frozenset({"INBOX"}),
        message_identity=MessageIdentity.COPY,
        contact_headers=(AddressHeader.FROM,),
    )
    deadlines = Deadlines(verdict=10.0, sync=5.0, summary=5.0)

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        server = surroundings.mail_server
        settings = {
            "MAIL_CA_FILE": server.ca_file,
            "SMTP_HOST": server.smtp_host,
            "SMTP_PORT": str(server.smtp_port),
        }
        command = [sys.executable, "-m", "tests.liar.app"]
        return app_process(command, folder=surroundings.folder, settings=settings)

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        page.goto(instance.base_url)
        page.get_by_label("Email address").fill(person.email)
        page.get_by_label("Password").fill(person.password)
        with page.expect_navigation():
            page.get_by_role("button", name="Sign in").click()

    def open_connect_form(self, page: Page) -> ConnectForm:
        _follow(page, "Settings", "Email", "IMAP")
        return ConnectForm(
            username=page.get_by_label("Username"),
            password=page.get_by_label("Email password"),
            server=page.get_by_label("IMAP server address"),
            port=page.get_by_label("Port number"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect"),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        return wait_for_verdict(
            connected=self.banner(page),
            refused=page.get_by_role("alert"),
            wording=[("Connection refused", Reason.REFUSED), ANYTHING_ELSE],
            within=within,
        )

    def banner(self, page: Page) -> Locator:
        return page.get_by_role("status")

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        _follow(page, "Settings", "Email")
        card = page.get_by_role("article").filter(has_text=address)
        return _counts_in(card.inner_text(timeout=within * 1000))

    def accounts(self, page: Page) -> list[str]:
        _follow(page, "Settings", "Email")
        return page.get_by_role("article").get_by_role("heading").all_inner_texts()

    def contacts(self, page: Page) -> list[str]:
        _follow(page, "Contacts")
        return page.get_by_role("listitem").all_inner_texts()

    def messages(self, page: Page) -> list[str]:
        _follow(page, "Messages")
        return page.get_by_role("listitem").all_inner_texts()

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:
        return mail.subject == f"{address} is now in Fable"

    def summary_counts(self, mail: ReceivedMail) -> Mapping[str, Imported]:
        return {"text": _counts_in(mail.text), "html": _counts_in(mail.html)}


def _follow(page: Page, *links: str) -> None:
    for name in links:
        with page.expect_navigation():
            page.get_by_role("link", name=name).click()


def _counts_in(text: str) -> Imported:
    counts = dict(re.findall(r"(\w+) brought in: (\d+)", text))
    return Imported(contacts=int(counts["Contacts"]), messages=int(counts["Messages"]))
