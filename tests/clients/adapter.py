"""The adapter of the address book (app.py): one for all libraries, with a class for each."""

import re
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import ClassVar
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page

from bluebar.api import (
    ANYTHING_ELSE,
    Adapter,
    AddressHeader,
    AppUser,
    ConnectForm,
    CountingRules,
    Deadlines,
    FailureKind,
    FormInput,
    Imported,
    Instance,
    KnownFailure,
    MessageIdentity,
    Reason,
    Surroundings,
    Verdict,
    app_process,
    wait_for_verdict,
)
from tests.clients.client import Client, load

OF_THE_APP = (
    ("Fill in the", Reason.MISSING_FIELD),
    ("Invalid characters found", Reason.INVALID_CHARACTERS),
)
"""The app's own texts; all other texts are the library's."""


class AddressBook(Adapter):
    """The address book with one library; each subclass names the folder of its library."""

    library: ClassVar[str] = ""
    client: ClassVar[Client]
    known_failures: tuple[KnownFailure, ...] = ()
    rules = CountingRules(
        only_folders=frozenset({"INBOX"}),
        message_identity=MessageIdentity.COPY,
        contact_headers=(AddressHeader.FROM, AddressHeader.TO, AddressHeader.CC),
        own_addresses=True,
    )
    settings = frozenset({"CLIENT_TIMEOUT"})
    shipped_settings: Mapping[str, str] = {"CLIENT_TIMEOUT": ""}
    shipped_deadlines: Deadlines

    def __init_subclass__(cls) -> None:
        """Read what the library's client.toml says."""
        cls.client = load(cls.library)
        cls.name = cls.client.title
        cls.deadlines = Deadlines(verdict=cls.client.verdict, sync=40)
        cls.shipped_deadlines = Deadlines(verdict=cls.client.shipped_verdict, sync=60)
        cls.known_failures = tuple(
            KnownFailure(
                rows=tuple(habit.rows),
                kind=FailureKind(habit.kind),
                shown=habit.shown,
                why=habit.why,
                link="docs/clients.md",
                owner="bluebar's maintainers",
                expires=date(2027, 5, 31),
            )
            for habit in cls.client.habits
            if habit.rows
        )
        for name, value in cls.client.declares.items():
            setattr(cls, name, value)

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        settings = {
            "MAIL_CA_FILE": surroundings.mail_server.ca_file,
            "CLIENT_TIMEOUT": "5",
            **surroundings.settings,
        }
        command = [sys.executable, "-m", "tests.clients.app", self.library]
        return app_process(command, folder=surroundings.folder, settings=settings)

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        page.goto(instance.base_url)
        page.get_by_label("Your email").fill(person.email)
        page.get_by_role("button", name="Sign in").click()

    def open_connect_form(self, page: Page) -> ConnectForm:
        page.goto(urljoin(page.url, "/"))
        return ConnectForm(
            email_address=page.get_by_label("Email address"),
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect"),
            has_starttls=False,
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        words = [(part, Reason(reason)) for part, reason in self.client.wording]
        return wait_for_verdict(
            connected=self.banner(page),
            refused=page.get_by_role("alert"),
            wording=[*OF_THE_APP, *words, ANYTHING_ELSE],
            within=within,
        )

    def banner(self, page: Page) -> Locator:
        return page.get_by_role("status")

    def accounts(self, page: Page) -> list[str]:
        page.goto(urljoin(page.url, "/"))
        return page.get_by_role("heading", level=2).all_inner_texts()

    def contacts(self, page: Page) -> list[str]:
        page.goto(urljoin(page.url, "/"))
        return page.get_by_role("listitem").all_inner_texts()

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        text = self._account(page, address).inner_text(timeout=within * 1000)
        contacts, messages = re.findall(r"(\d+) (?:contacts|messages)", text)
        return Imported(contacts=int(contacts), messages=int(messages))

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        self._account(page, address).get_by_role("button", name="Sync").click()
        page.get_by_text(f"{address} is synced").wait_for(timeout=within * 1000)
        return self.wait_for_sync(page, address, within)

    def _account(self, page: Page, address: str) -> Locator:
        return page.get_by_role("article").filter(has_text=address)


class ImapClient(AddressBook):
    """IMAPClient, in Python."""

    library = "python_imapclient"


class ImapFlow(AddressBook):
    """imapflow, in JavaScript."""

    library = "node_imapflow"


class NodeImap(AddressBook):
    """imap, called node-imap, in JavaScript."""

    library = "node_imap"


class GoImap(AddressBook):
    """go-imap v2, in Go."""

    library = "go_imap"


class NetImap(AddressBook):
    """net/imap, in Ruby."""

    library = "ruby_net_imap"


class AngusMail(AddressBook):
    """Angus Mail, in Java."""

    library = "java_angus_mail"


class PhpImap(AddressBook):
    """PHP's imap extension, which uses c-client."""

    library = "php_imap"


class AioImapLib(AddressBook):
    """aioimaplib, in Python."""

    library = "python_aioimaplib"


class Curl(AddressBook):
    """The command-line program curl."""

    library = "curl"


BY_LIBRARY: Mapping[str, type[AddressBook]] = {
    each.library: each for each in AddressBook.__subclasses__()
}
"""The class of each library, by the name of the library's folder."""
