"""A mailbox on the mail server, and the host and ports at which the app reaches the mailbox."""

from dataclasses import dataclass, field

import idna

from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.imap.mailbox_state import StoredMailbox
from bluebar.fixtures.oracle.expected_import import ExpectedImport, expected_import
from bluebar.fixtures.plan.plan import Plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.server import MailServer


@dataclass(frozen=True, kw_only=True)
class ImapEndpoint:
    """The host and ports that a person types to connect a mailbox (S1)."""

    route: Route
    host: str
    ports: dict[int, int]
    """The port to type for each port in the scenario, e.g. a free port for 143 or 993."""

    door: ProxyEndpoint | None
    """The front door of the mailbox; None if the app connects to the mail server directly."""

    def clock(self) -> float:
        """Return the seconds since the front door was opened; 0 without a front door."""
        return 0.0 if self.door is None else self.door.clock()


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An account on the mail server, whose messages have been delivered as planned."""

    scenario: Scenario
    plan: Plan
    account: Account
    endpoint: ImapEndpoint
    server: MailServer
    stored: StoredMailbox = field(repr=False)
    """The content of the mailbox before the app connected."""

    others: tuple[str, ...] = ()
    """The addresses of mailboxes that the same user connected before this one."""

    new_password: str = field(default="", repr=False)
    """The password after a change of the password on the server; empty before a change."""

    @property
    def connected_address(self) -> str:
        """Return the typed address in lower case. The app should show it as connected."""
        return self.typed().email_address.lower()

    @property
    def local_part(self) -> str:
        """Return the part of the address before the @."""
        return self.account.address.partition("@")[0]

    def expected_import(self, user: User) -> ExpectedImport:
        """Return what the app must import, by the target's counting rules, for this user."""
        own = (user.person.email, self.connected_address, *self.others)
        return expected_import(self.plan, user.target.rules, own)

    @property
    def other_user_name(self) -> str:
        """Return the form of the user name that the scenario does not type.

        The two forms are the whole address and the part before the @.
        """
        whole = self.typed().username == self.account.address
        return self.local_part if whole else self.account.address

    def typed(self, **changes: str | bool | int) -> FormInput:
        """Return the input that the scenario types for this mailbox.

        Args:
            changes: values that replace those of the scenario's `FormTemplate`, by attribute.
        """
        form = self.scenario.form
        names = {
            "address": self.account.address,
            "written_address": written(self.account.address),
            "local": self.local_part,
            "password": self.new_password or self.account.password,
            "host": self.endpoint.host,
        }
        port = changes.get("port", form.port)
        return FormInput(
            email_address=str(changes.get("email_address", form.email_address)).format_map(names),
            username=str(changes.get("username", form.username)).format_map(names),
            password=str(changes.get("password", form.password)).format_map(names),
            server=str(changes.get("server", form.server)).format_map(names),
            port=str(self.endpoint.ports.get(port, port) if isinstance(port, int) else port),
            use_ssl=bool(changes.get("use_ssl", form.use_ssl)),
            starttls=port in self.scenario.door.starttls_ports,
        )


def written(address: str) -> str:
    """Return an address with its domain in Unicode, e.g. ü instead of xn-- (IDNA)."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.decode(domain)}"
