"""What an app's adapter has to say about it, so that bluebar can drive and judge it.

An adapter is mostly locators and wording. `Target` is what every one has. What is *not* here: what
one may have besides (`parts`), what is usual for most apps (`adapter.Adapter`), and filling the
form, reading the wire, counting, which bluebar does the same way for all.
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
    """A user of the app: somebody with a sign-in address whose inbox bluebar can read."""

    name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FormInput:
    """What a person types into the connect form.

    Attributes:
        starttls: what is ticked as SSL is STARTTLS here, for an app that tells the two apart.
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
    """Where the controls of the connect form stand.

    Attributes:
        port: None where the server's box takes it too; likewise `use_ssl`.
        thousands: what the port's box puts between thousands, e.g. a comma: it shows 20,343.
        use_ssl: a tick box, or a list to choose from.
        ssl_options: of that list the one with SSL and the one without, as shown.
        has_starttls: False where its SSL can only be TLS from the first byte on.
        always_ssl: True where it is SSL, and nobody can choose otherwise.
        email_address: only where the app asks for it besides the user name.
        server_text: what is typed into the server's box, e.g. `ssl://host:993`.
        may_be_empty: names of fields that may, as the page says.
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
    """How much an app says it brought in; None for what it does not tell."""

    contacts: int | None
    messages: int | None


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """How long bluebar waits for this app, in seconds; each above what the app itself needs."""

    verdict: float
    sync: float
    summary: float = 0.0
    """Not needed where none is sent."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What of the run an app has to be told before it starts."""

    mail_server: MailServer
    folder: Path
    """The app's own folder for data and log; removed with the run."""

    allowed_hosts: tuple[str, ...]
    """Networks and host:port pairs in which the run's mail servers stand."""

    settings: Mapping[str, str] = field(default_factory=dict)
    """The app's own settings, over the adapter's, as a scenario needs them."""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A running app: plain values, because they travel to pytest-xdist's workers."""

    base_url: str
    log: str = ""
    """Path of what it prints, or empty."""

    pid: int = 0


class Target(Protocol):
    """An app under test.

    Attributes:
        api: the version of this protocol that the adapter was written for; 2.
        name: how headers and reports call it.
        rules: which messages and contacts it counts.
        deadlines: how long it may take.
        sharing: how far one instance is shared: by the whole run, a worker, or not at all.
        users: made anew for each test, or taken from a pool (`HasPool`).
    """

    api: int
    name: str
    rules: CountingRules
    deadlines: Deadlines
    sharing: Literal["run", "worker", "test"]
    users: Literal["made", "pool"]

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Start the app, or find the one that runs already, and end it afterwards.

        Raises:
            HarnessError: it did not come up; with its last output.
        """

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Bring the person into the app, making the user where users are made."""

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Walk to the IMAP form the way the help article says."""

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        """Wait for what the app says after the click, where a verdict stands; never a stray toast.

        Args:
            page: the page on which Connect was clicked.
            typed: what was in the form.
            within: seconds; after that it is `NoVerdict`.
        """

    def message(self, page: Page) -> str:
        """Return the app's whole text at the place of its verdict."""
