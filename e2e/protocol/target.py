"""The protocol of a target: the members that every adapter of an app has.

An adapter is mostly locators and wording. Optional members are in `capabilities` and
`declarations`, defaults for most apps in `targets.base_adapter.Adapter`. bluebar fills in the form,
reads the wire and counts in the same way for all targets.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Literal, Protocol

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.fixtures.oracle.counting_rules import CountingRules
from bluebar.mailserver.server import MailServer


@dataclass(frozen=True, kw_only=True)
class AppUser:
    """A user of the app, with a sign-in address and an inbox that bluebar can read."""

    name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FormInput:
    """The input of a person in the connect form.

    Attributes:
        starttls: True if SSL means STARTTLS at this port, for an app that distinguishes the two.
    """

    email_address: str
    username: str
    password: str = field(repr=False)
    server: str
    port: str
    use_ssl: bool
    starttls: bool = False


@dataclass(frozen=True, kw_only=True)
class ConnectForm:
    """Locators of the controls of the connect form.

    Attributes:
        port: None if the server's field contains the port.
        thousands: separator of thousands in the port's field, e.g. a comma in 20,343.
        use_ssl: a tick box or a list; None if the server's field contains the choice.
        ssl_options: labels of the list's options with SSL and without SSL.
        has_starttls: False if SSL is always TLS from the first byte on.
        always_ssl: True if the form always uses SSL.
        email_address: the field for an address in addition to the user name; None: none.
        server_text: returns the text for the server's field, e.g. `ssl://host:993`.
        may_be_empty: names of fields that may be empty, as the page says.
    """

    username: Locator
    password: Locator
    server: Locator
    connect: Locator
    port: Locator | None = None
    thousands: str = ""
    use_ssl: Locator | None = None
    ssl_options: tuple[str, str] | None = None
    has_starttls: bool = True
    email_address: Locator | None = None
    server_text: Callable[[FormInput], str] = attrgetter("server")
    may_be_empty: frozenset[str] = frozenset()
    always_ssl: bool = False


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The numbers that an app shows as imported; None for a number that it does not show."""

    contacts: int | None
    messages: int | None


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """How long bluebar waits for this app, in seconds; each longer than the app itself needs."""

    verdict: float
    sync: float
    summary: float = 0.0
    """Unused if the app sends no summary."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Values of the run that an app needs before it starts."""

    mail_server: MailServer
    folder: Path
    """The app's own folder for data and log; removed with the run."""

    allowed_hosts: tuple[str, ...]
    """Networks and host:port pairs of the run's mail servers."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings of the app that a scenario needs; they override the adapter's."""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A running app: plain values, because they travel to pytest-xdist's workers."""

    base_url: str
    log: str = ""
    """Path of the app's log, or empty."""

    pid: int = 0


class Target(Protocol):
    """An app under test.

    Attributes:
        api: the version of this protocol that the adapter was written for; 2.
        name: the app's name in headers and reports.
        rules: which messages and contacts the app counts.
        deadlines: how long bluebar waits for the app.
        sharing: whether an instance is shared by the whole run, by a worker, or by no tests.
        users: made for each test, or taken from a pool (`HasPool`).
    """

    api: int
    name: str
    rules: CountingRules
    deadlines: Deadlines
    sharing: Literal["run", "worker", "test"]
    users: Literal["made", "pool"]

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Start the app, or find a running one; stop a started app afterwards.

        Raises:
            HarnessError: the app did not start; with its last output.
        """

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Sign the person in to the app, after making the user if users are made."""

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Open the IMAP form in the way of the help article."""

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        """Wait for the app's verdict after the click, at its place; ignore other notices.

        Args:
            page: the page on which Connect was clicked.
            typed: the input of the form.
            within: seconds; afterwards the verdict is `NoVerdict`.
        """

    def message(self, page: Page) -> str:
        """Return the app's whole text at the place of its verdict."""
