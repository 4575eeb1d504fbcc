"""The protocol of a target: the members that every adapter of an app has.

An adapter consists mostly of locators and of the app's texts. Optional members are in
`capabilities` and `declarations`. `targets.base_adapter.Adapter` has defaults that fit most apps.
What is the same for all apps is bluebar's work, not the adapter's: to fill in the form, to read the
record of the front door (the proxy between app and mail server), and to count.
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
    """A user of the app, with a sign-in address and an inbox that bluebar can read.

    Attributes:
        name: the person's name.
        email: the address with which the person signs in.
        password: the password of the person's account in the app.
    """

    name: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class FormInput:
    """The input of a person in the connect form.

    Attributes:
        email_address: the address of the mailbox.
        username: the user name at the mail server: the whole address, or the part before the @.
        password: the password at the mail server.
        server: the host of the mail server.
        port: the port, as a text: a row may type letters.
        use_ssl: whether the person chooses SSL.
        starttls: whether the server offers STARTTLS at this port instead of TLS from the first byte
            on. A form in which a person chooses between the two needs this value.
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
    """The controls of the connect form, as locators, and facts about the form.

    Attributes:
        username: the field for the user name.
        password: the field for the password.
        connect: the button that sends the form.
        server: the field for the server; None if the form has none, because an administrator sets
            the server (`ArrangedByAdmin`).
        port: the field for the port; None if the person types the port into the server's field
            (`server_text`), if the app uses fixed ports (`fixed_ports`), or if an administrator
            sets the port (`ArrangedByAdmin`).
        fixed_ports: the ports that an app without a field for the port uses: first with SSL, then
            without SSL, e.g. `("993", "143")`. Rows with other ports are not offered.
        thousands: the separator of thousands in the port's field, e.g. the comma in 20,343.
        use_ssl: the tick box, the list or the group of radio buttons for SSL; None if the person
            types the choice into the server's field, if an administrator makes the choice, or if
            the app chooses by the port: rows with other ports than 993 and 143 are then not
            offered.
        ssl_options: the labels of two options of the list or the group: first with SSL, then
            without SSL; None for a tick box. The list may be a `<select>`, or any control that
            shows elements with the role `option` after a click.
        starttls_option: the label of a third option, for STARTTLS; empty if there is none.
        has_starttls: whether the app can use STARTTLS when SSL is chosen in the form; False if the
            app always uses TLS from the first byte on.
        always_ssl: whether the form always uses SSL.
        email_address: the field for an email address in addition to the user name; None if the
            form has none.
        server_text: a function that returns the text for the server's field, e.g. `ssl://host:993`.
            By default it is the server's name.
        username_text: a function that returns the text for the user name's field. By default it is
            the user name. For a form that takes only addresses, return `typed.email_address` if
            `typed.username` has no @. Rows that type a short user name are then not offered, unless
            an administrator sets that the app sends it (`ArrangedByAdmin`).
        may_be_empty: the names of those attributes whose fields the page does not require to be
            filled in, e.g. `frozenset({"port"})`.
        show_field: for a form in several steps, a function that shows the step with a control. It
            is called before the control is used, with the name of the attribute, e.g. "server".
    """

    username: Locator
    password: Locator
    connect: Locator
    server: Locator | None = None
    port: Locator | None = None
    thousands: str = ""
    use_ssl: Locator | None = None
    ssl_options: tuple[str, str] | None = None
    has_starttls: bool = True
    email_address: Locator | None = None
    starttls_option: str = ""
    fixed_ports: tuple[str, str] | None = None
    server_text: Callable[[FormInput], str] = attrgetter("server")
    username_text: Callable[[FormInput], str] = attrgetter("username")
    may_be_empty: frozenset[str] = frozenset()
    always_ssl: bool = False
    show_field: Callable[[str], object] | None = None


@dataclass(frozen=True, kw_only=True)
class Imported:
    """The numbers of imported contacts and messages that an app shows.

    A number that the app does not show is None.
    """

    contacts: int | None
    messages: int | None


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """How long bluebar waits for this app, in seconds. Each is longer than the app itself needs.

    Attributes:
        verdict: the wait for a verdict after the click on Connect.
        sync: the wait for the end of a sync.
        summary: the wait for the summary email.
    """

    verdict: float
    sync: float
    summary: float = 0.0
    """Unused if the app sends no summary."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The values of the run that an adapter needs to start the app."""

    mail_server: MailServer
    """The mail server: `ca_file` is the file (PEM) with the authorities that the app must trust,
    `smtp_host` and `smtp_port` are where the app can send its mail."""

    folder: Path
    """An empty folder for the app's data and log, which is removed at the end of the run."""

    allowed_hosts: tuple[str, ...]
    """The addresses that the app must be allowed to connect to.

    Some are networks (of front doors); some are host:port pairs (of front doors and of the mail
    server).
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    """The app's settings that a scenario needs. They override the settings of the adapter."""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A running app. All values are plain, because they are sent to pytest-xdist's workers.

    Attributes:
        base_url: the URL of the app's front page, without a slash at the end.
        log: the path of the app's log; empty if bluebar cannot read the log.
        pid: the app's process id; 0 if bluebar did not start the app, and so cannot start it again.
        values: texts that `running` hands to `sign_in`, e.g. the password of an administrator. In a
            run with several processes, `running` is called on another object of the adapter's class
            than the other methods, so an attribute that `running` sets is missing there.
    """

    base_url: str
    log: str = ""
    pid: int = 0
    values: Mapping[str, str] = field(default_factory=dict)


class Target(Protocol):
    """An app under test.

    Attributes:
        api: the version of this protocol that the adapter was written for; now 2.
        name: the app's name in the header of a run and in reports.
        rules: the rules by which the app counts messages and contacts.
        deadlines: how long bluebar waits for the app.
        sharing: the tests that share a running app: "run" for all tests of a run, "worker" for the
            tests of one pytest-xdist worker, "test" if each test has an app for itself. For
            "worker" and "test" the app is started several times at once, each time with another
            `Surroundings.folder`.
        users: how a test gets users: "made" if `sign_in` makes them for each test, "pool" if they
            exist before the run (`HasPool`).
    """

    api: int
    name: str
    rules: CountingRules
    deadlines: Deadlines
    sharing: Literal["run", "worker", "test"]
    users: Literal["made", "pool"]

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:
        """Return a context in which the app runs; the value of the context is an `Instance`.

        The context starts the app, and stops it at the end. For an app that is one process,
        return `app_process(…)`. Otherwise write a function with `contextlib.contextmanager`, which
        yields `Instance(base_url=…)`. For an app that runs already there is `--base-url`.

        This method is called in the process that starts the run. Tests may run in other processes,
        with another object of the adapter's class, which lacks attributes that this method sets. To
        hand texts to `sign_in`, put them into `Instance.values`.

        Raises:
            HarnessError: the app did not start. The error contains the app's last output.
        """

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Sign the person in to the app. If `users` is "made", first make a user for the person."""

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Open the form that connects an IMAP mailbox, as the help article describes."""

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        """Wait until the app shows a verdict after the click on Connect; return the verdict.

        Read only the place on the page at which the app shows its verdict, because other notices of
        the app are not verdicts.

        Args:
            page: the page on which Connect was clicked.
            typed: the input of the form.
            within: the seconds to wait. If the app shows no verdict in this time, return
                `NoVerdict`.
        """

    def message(self, page: Page) -> str:
        """Return the whole text at the place on the page at which the app shows its verdict."""
