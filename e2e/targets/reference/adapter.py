"""The adapter of the reference app (`app/`); its page objects are in this folder, too."""

import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from html import unescape

from playwright.sync_api import Locator, Page, expect

from bluebar.e2e.outcome.verdict import AlreadyConnected, Reason, Verdict
from bluebar.e2e.protocol.list_capabilities import ListedContact, ListedMessage, ListPage
from bluebar.e2e.protocol.shown_capabilities import ShownConnection, Step, SummaryFacts
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
from bluebar.e2e.targets.base_adapter import (
    ANYTHING_ELSE,
    Adapter,
    Wording,
    reason_in,
    wait_for_verdict,
)
from bluebar.e2e.targets.reference.connect_form import ImapFormPage
from bluebar.e2e.targets.reference.counts_in_text import IN_MAIL, ON_PAGES, counts_in
from bluebar.e2e.targets.reference.list_pages import (
    ListedTable,
    contact_pages,
    message_pages,
)
from bluebar.e2e.targets.reference.settings_page import AccountCard, EmailSettingsPage
from bluebar.e2e.targets.reference.sign_up import sign_up
from bluebar.e2e.targets.reference.summary_text import facts_in
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.fixtures.oracle.counting_rules import AddressHeader, ContactName, CountingRules

WORDING: Wording = (
    ("already connected", AlreadyConnected()),
    ("did not accept this user name or password", Reason.WRONG_CREDENTIALS),
    ("wants an app password", Reason.APP_PASSWORD_NEEDED),
    ("expects SSL", Reason.SSL_WANTED),
    ("does not speak SSL", Reason.SSL_NOT_SPOKEN),
    ("certificate is not trusted", Reason.CERTIFICATE_UNTRUSTED),
    ("certificate has expired", Reason.CERTIFICATE_EXPIRED),
    ("certificate is not valid yet", Reason.CERTIFICATE_NOT_YET_VALID),
    ("certificate is for another name", Reason.CERTIFICATE_FOR_ANOTHER_NAME),
    ("encryption is too old", Reason.TLS_TOO_OLD),
    ("requires encryption", Reason.ENCRYPTION_REQUIRED),
    ("is a POP3 server", Reason.POP3_SERVER),
    ("is not an IMAP server", Reason.NOT_AN_IMAP_SERVER),
    ("connection was refused", Reason.REFUSED),
    ("host was not found", Reason.HOST_NOT_FOUND),
    ("host is not allowed", Reason.HOST_NOT_ALLOWED),
    ("did not answer in time", Reason.NO_ANSWER),
    ("closed the connection", Reason.CONNECTION_LOST),
    ("try again later", Reason.TRY_LATER),
    ("Invalid characters found", Reason.INVALID_CHARACTERS),
    ("Enter the ", Reason.MISSING_FIELD),
    ANYTHING_ELSE,
)
"""Parts of the app's messages, each with the reason or the verdict that it stands for."""

REASONS = [(words, each) for words, each in WORDING if isinstance(each, Reason)]

SHORT_TIMEOUTS = {
    "CONNECT_TIMEOUT": "2",
    "GREETING_TIMEOUT": "2",
    "LOGIN_TIMEOUT": "3",
    "COMMAND_TIMEOUT": "5",
    "RETRY_INTERVAL": "1",
}
"""Deadlines of the app in seconds, shorter than its defaults, so that tests are fast.

Rows with `shipped_deadlines` run without these settings."""


class Reference(Adapter):
    """The reference app, a small contact manager: one process for the whole run."""

    name = "reference"
    is_ours = True
    rules = CountingRules(
        months=6,
        skipped_folders=frozenset({"Trash", "Spam", "Junk", "Drafts"}),
        skipped_uses=frozenset({"\\Trash", "\\Junk", "\\Drafts"}),
        contact_headers=(
            AddressHeader.FROM,
            AddressHeader.TO,
            AddressHeader.CC,
            AddressHeader.REPLY_TO,
        ),
        no_reply_names=frozenset({"noreply", "donotreply"}),
        contact_name=ContactName.NEWEST,
    )
    deadlines = Deadlines(verdict=12.0, sync=30.0, summary=15.0)
    shows_facts = True
    refuses_old_ciphers = True
    port_follows_the_tick = True
    contacts_by_address = True
    messages_newest_first = True
    keeps_deleted_mail = True
    settings = frozenset({"PAGE_ROWS", "SYNC_INTERVAL"})
    hides_password = True
    host_setting = "ALLOWED_MAIL_HOSTS"
    bar_sentences: Mapping[Step, str] = {
        Step.CONNECT: "{address} was successfully connected.",
        Step.EDIT: "{address} was saved.",
        Step.DISCONNECT: "{address} was disconnected.",
    }
    shipped_settings: Mapping[str, str] = dict.fromkeys(SHORT_TIMEOUTS, "")
    """Settings for the shipped deadlines: an empty setting means the app's default."""
    shipped_deadlines = Deadlines(verdict=45.0, sync=30.0, summary=15.0)

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Return a context in which `python -m bluebar.app` runs on a free port."""
        server = surroundings.mail_server
        settings = {
            "APP_DATA": str(surroundings.folder),
            "APP_PORT": "0",
            "SMTP_HOST": server.smtp_host,
            "SMTP_PORT": str(server.smtp_port),
            "MAIL_CA_FILE": server.ca_file,
            "ALLOWED_MAIL_HOSTS": ",".join(surroundings.allowed_hosts),
            **SHORT_TIMEOUTS,
            **surroundings.settings,
        }
        command = [sys.executable, "-P", "-m", "bluebar.app"]
        return app_process(command, folder=surroundings.folder, settings=settings)

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Sign the user up, which also signs the user in."""
        sign_up(page, instance.base_url, person)

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Click Settings, Email on the left-hand side, and IMAP (S7 and S8 in docs/article.md).

        After `sign_in` an empty form is open already.
        """
        form = ImapFormPage(page)
        if not form.is_empty():
            EmailSettingsPage(page).open_imap()
            expect(form.heading).to_be_visible()
        return form.as_form(form.connect)

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        """Wait for the blue bar, the alert above the form, or an error beside a field."""
        form = ImapFormPage(page)
        refused = form.alert_title.or_(form.field_errors)
        return wait_for_verdict(
            connected=self.banner(page), refused=refused, wording=WORDING, within=within
        )

    def banner(self, page: Page) -> Locator:
        """Return the bar at the top of the page."""
        return EmailSettingsPage(page).banner

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Wait until the account's card shows the end of the sync; return the card's counts.

        The page updates the card during a sync.
        """
        settings = EmailSettingsPage(page)
        if not settings.connect_heading.is_visible():
            settings.open()
        card = settings.card(address)
        card.expect_synced(within)
        return card.get_counts()

    def accounts(self, page: Page) -> list[str]:
        """Return the headings of the accounts' cards, which are the addresses."""
        settings = EmailSettingsPage(page)
        settings.open()
        return settings.cards.get_by_role("heading").all_inner_texts()

    def contacts(self, page: Page) -> list[str]:
        """Return the addresses on the page Contacts."""
        return _open_list(page, "Contacts").get_column("Email address")

    def messages(self, page: Page) -> list[str]:
        """Return the subjects on the page Messages."""
        return _open_list(page, "Messages").get_column("Subject")

    def contact_pages(self, page: Page) -> Sequence[ListPage[ListedContact]]:
        """Return the addresses and names on each page of Contacts."""
        return contact_pages(_open_list(page, "Contacts"))

    def message_pages(self, page: Page) -> Sequence[ListPage[ListedMessage]]:
        """Return the subjects, senders and times on each page of Messages."""
        return message_pages(_open_list(page, "Messages"))

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Click *Sync now*; wait on the new page until the sync has ended; return the counts."""
        card = _open_card(page, address)
        card.request_sync()
        card.expect_synced(within)
        return card.get_counts()

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Click *Edit* on the account's card."""
        _open_card(page, address).edit.click()
        form = ImapFormPage(page)
        expect(form.save).to_be_visible()
        return form.as_form(form.save)

    def shown_connection(self, page: Page, address: str) -> ShownConnection:
        """Return the server, port and SSL on the account's card."""
        return _open_card(page, address).get_connection()

    def disconnect_warning(self, page: Page, address: str) -> Imported:
        """Click *Disconnect*, read the counts in the question, and click *Keep it*."""
        _open_question(page, address)
        stated = counts_in(page.get_by_role("main").inner_text(), ON_PAGES)
        page.get_by_role("link", name="Keep it").click()
        expect(EmailSettingsPage(page).connect_heading).to_be_visible()
        return stated

    def disconnect(self, page: Page, address: str) -> None:
        """Click *Disconnect*, and confirm."""
        self.ask_to_disconnect(page, address).click()
        expect(self.banner(page)).to_contain_text("disconnected")

    def ask_to_disconnect(self, page: Page, address: str) -> Locator:
        """Click *Disconnect*; return the button of the same name on the next page."""
        _open_question(page, address)
        return page.get_by_role("button", name="Disconnect").last

    def field_error(self, field: Locator) -> str:
        """Return the error that the control refers to, as a screen reader reads it."""
        return ImapFormPage.get_error_of(field)

    def offer(self, page: Page) -> Locator:
        """Return the button, in the alert above the form, that tries the other user name."""
        return ImapFormPage(page).other_form_offer

    def trying(self, page: Page) -> Locator:
        """Return the form's button with the text that it has while the app connects."""
        return page.get_by_role("button", name="Connecting…")

    def cancel(self, page: Page) -> None:
        """Click *Cancel*, which leads back to Settings, Email."""
        page.get_by_role("link", name="Cancel").click()
        expect(EmailSettingsPage(page).connect_heading).to_be_visible()

    def password_hint(self, page: Page) -> Locator:
        """Return the sentence about pasted characters in the alert above the form."""
        return ImapFormPage(page).alert.get_by_text("come with pasting")

    def sync_problem(self, page: Page, address: str, within: float) -> str:
        """Click *Sync now*; return the text of the alert on the account's card, if it has one."""
        card = _open_card(page, address)
        card.request_sync()
        card.expect_ended(within)
        return card.problem.inner_text() if card.problem.is_visible() else ""

    def sync_reason(self, page: Page, address: str, within: float) -> Reason | None:
        """Click *Sync now*; read the reason from the alert on the account's card, if there is one.

        The alert has the same words as a refusal in the form.
        """
        card = _open_card(page, address)
        card.request_sync()
        card.expect_ended(within)
        if not card.problem.is_visible():
            return None
        return reason_in(card.problem.inner_text(), REASONS)

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Wait until the account's card shows a successful sync and no problem; return its counts.

        The page updates the card.
        """
        card = _open_card(page, address)
        card.expect_at_rest(within)
        return card.get_counts()

    def left_out_folders(self, page: Page, address: str) -> str:
        """Return the note on the account's card about folders that could not be read."""
        note = _open_card(page, address).left_out
        return note.inner_text() if note.count() else ""

    def message_ages(self, page: Page) -> Mapping[str, str]:
        """Return the texts of the columns Subject and Received on the page Messages."""
        pages = _open_list(page, "Messages").get_pages("Subject", "Received")
        return {subject.text: age.text for each in pages for subject, age in each.rows}

    def last_synced(self, page: Page, address: str) -> str:
        """Return the text after "Last synced:" on the account's card."""
        shown = _open_card(page, address).last_synced.inner_text()
        return shown.removeprefix("Last synced: ")

    def is_half_way(self, page: Page, address: str, within: float) -> bool:
        """Read the progress bar on the account's card; return False if the sync has ended."""
        return EmailSettingsPage(page).card(address).is_half_way(within)

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:
        """Say whether the mail's subject is the summary's, which contains the connected address."""
        return mail.subject == f"Your email account {address} has been imported"

    def summary_counts(self, mail: ReceivedMail) -> Mapping[str, Imported]:
        """Read the counts in each body of the mail, e.g. `2 contacts were brought in`."""
        return {name: counts_in(text, IN_MAIL) for name, text in _bodies(mail).items()}

    def summary_facts(self, mail: ReceivedMail) -> Mapping[str, SummaryFacts]:
        """Read the person and the account in each body of the mail."""
        return {name: facts_in(text) for name, text in _bodies(mail).items()}


def _bodies(mail: ReceivedMail) -> dict[str, str]:
    return {"text": mail.text, "html": unescape(re.sub(r"<[^>]+>", " ", mail.html))}


def _open_card(page: Page, address: str) -> AccountCard:
    settings = EmailSettingsPage(page)
    settings.open()
    return settings.card(address)


def _open_question(page: Page, address: str) -> None:
    _open_card(page, address).disconnect.click()
    expect(page.get_by_role("heading", name=f"Disconnect {address}?")).to_be_visible()


def _open_list(page: Page, name: str) -> ListedTable:
    listed = ListedTable(page, name)
    listed.open()
    return listed
