"""The two sides of a test: a user of the app in a browser, and a mailbox on the mail server.

Both are made fresh for each test, and everything that a test can write to belongs to them. What
they do with each other stands in `flows`, what must come of it in `expectations`.
"""

from dataclasses import dataclass, field, replace

import idna
from playwright.sync_api import Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import AppUser, ConnectForm, FormInput, Target
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.e2e.subjects.baseline import Baseline, listed
from bluebar.fixtures.imap.mailbox_state import StoredMailbox
from bluebar.fixtures.inbox.inbox import Inbox, ReceivedMail
from bluebar.fixtures.oracle.expected_import import ExpectedImport, expected_import
from bluebar.fixtures.plan.plan import Plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.server import MailServer
from bluebar.reports.record.attempt import Attempt


@dataclass(frozen=True, kw_only=True)
class User:
    """A person who is signed in to the app, in a browser context of their own."""

    person: AppUser
    page: Page
    inbox: Inbox
    """Where the app's mail to this person arrives."""

    target: Target
    attempt: Attempt
    shares_inbox: bool = False
    """Whether mail of other tests arrives there too."""

    may_be_probed: bool = False
    """Whether passwords may be looked for in the app (`bluebar.e2e.run.offered_rows`)."""

    before: Baseline = field(default_factory=Baseline, repr=False)
    """What others left behind; nothing, unless the person is from a pool."""

    def new(self, what: str) -> list[str] | None:
        """Return what the app lists of this test, e.g. its "contacts"; None where it lists none."""
        lines = listed(self.target, self.page, what)
        return None if lines is None else self.before.new(what, lines)


@dataclass(frozen=True, kw_only=True)
class ImapEndpoint:
    """How one mailbox is reached: what a person would find in the account's own settings (S1)."""

    route: Route
    host: str
    ports: dict[int, int]
    """What is written 143 or 993 in a scenario, and the port that this run has for it."""

    door: ProxyEndpoint | None
    """None on the straight route, which has no witness."""


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An account on the mail server with what its plan says in it, delivered and read back."""

    scenario: Scenario
    plan: Plan
    account: Account
    access: ImapEndpoint
    server: MailServer
    before: StoredMailbox = field(repr=False)
    """What lay in it when it was read back, before any app came."""

    others: tuple[str, ...] = ()
    """Addresses of the same user's mailboxes that were connected before."""

    @property
    def connected_address(self) -> str:
        """Return the address that the app names as connected."""
        return self.typed().email_address.lower()

    @property
    def local_part(self) -> str:
        """Return what stands before the @ of its address."""
        return self.account.address.partition("@")[0]

    def expected_import(self, user: User) -> ExpectedImport:
        """Return what must come in when this user connects it, by the target's rules."""
        own = (user.person.email, self.connected_address, *self.others)
        return expected_import(self.plan, user.target.rules, own)

    @property
    def other_user_name(self) -> str:
        """Return the form of the user name that the scenario's person does not type."""
        whole = self.typed().username == self.account.address
        return self.local_part if whole else self.account.address

    def typed(self, **changes: str | bool | int) -> FormInput:
        """Return what the scenario's person types for this mailbox, or with some of it changed."""
        typing = self.scenario.typing
        names = {
            "address": self.account.address,
            "written_address": written(self.account.address),
            "local": self.local_part,
            "password": self.account.password,
            "host": self.access.host,
        }
        port = changes.get("port", typing.port)
        return FormInput(
            email_address=str(changes.get("email_address", typing.email_address)).format_map(names),
            username=str(changes.get("username", typing.username)).format_map(names),
            password=str(changes.get("password", typing.password)).format_map(names),
            server=str(changes.get("server", typing.server)).format_map(names),
            port=str(self.access.ports.get(port, port) if isinstance(port, int) else port),
            use_ssl=bool(changes.get("use_ssl", typing.use_ssl)),
            starttls=port in self.scenario.door.starttls_ports,
        )


def written(address: str) -> str:
    """Return an address with its domain in letters rather than in IDNA's ASCII form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.decode(domain)}"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One click on Connect: who, which mailbox, what was typed, and what the app showed."""

    user: User
    mailbox: Mailbox
    form: ConnectForm
    typed: FormInput
    verdict: Verdict
    said: str
    """What the app said with it; an app may take its words back after a while."""

    expected: ExpectedImport = field(repr=False)

    def may_be_about(self, mail: ReceivedMail) -> bool:
        """Say whether a mail may be about this: where others' arrive too, it names the address."""
        return not self.user.shares_inbox or mail.mentions(self.mailbox.connected_address)

    def with_plan(self, plan: Plan, stored: StoredMailbox) -> "Connection":
        """Return it for a mailbox that now holds something else."""
        mailbox = replace(self.mailbox, plan=plan, before=stored)
        return replace(self, mailbox=mailbox, expected=mailbox.expected_import(self.user))
