"""Capabilities of a target that shows more of an account than its address and its counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import Imported
from bluebar.fixtures.inbox.received_mail import ReceivedMail


class Step(StrEnum):
    """A step of a person that an app confirms with a bar, i.e. a notice on top of the page."""

    CONNECT = "connect"
    EDIT = "edit"
    DISCONNECT = "disconnect"


@runtime_checkable
class ConfirmsInBars(Protocol):
    """The target confirms each step with a bar, and the adapter knows the bar's sentences."""

    bar_sentences: Mapping[Step, str]
    """The whole sentence for each step; `{address}` stands for the account's address."""


@dataclass(frozen=True, kw_only=True)
class ShownConnection:
    """The server, the port and the choice of SSL that an app states for an account.

    Attributes:
        server: the host.
        port: the port.
        use_ssl: whether the app states that SSL is used.
    """

    server: str
    port: str
    use_ssl: bool

    def __str__(self) -> str:
        return f"{self.server}, port {self.port}, {'SSL' if self.use_ssl else 'no SSL'}"


@runtime_checkable
class ShowsConnection(Protocol):
    """The target states for each account the server, the port, and whether SSL is used."""

    def shown_connection(self, page: Page, address: str) -> ShownConnection:
        """Open the list of accounts; return the connection of the account at this address.

        Raises:
            AppFailure: the list does not state the connection in the app's wording.
        """


@runtime_checkable
class WarnsOfDisconnect(Protocol):
    """Before it disconnects an account, the target asks, and states how much will be removed."""

    def disconnect_warning(self, page: Page, address: str) -> Imported:
        """Begin to disconnect, read the counts in the app's question, and answer no.

        The account stays connected.
        """


@dataclass(frozen=True, kw_only=True)
class SummaryFacts:
    """The facts in a body of the summary email besides the counts, as the app writes them.

    Attributes:
        name: the name of the person.
        address: the connected address.
    """

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} and {self.address}"


@runtime_checkable
class TellsInSummary(Protocol):
    """The target's summary names the person and the account."""

    def summary_facts(self, mail: ReceivedMail) -> Mapping[str, SummaryFacts]:
        """Return the facts in each body of the summary: `{"text": …, "html": …}`.

        Raises:
            AppFailure: a body does not contain the facts in the app's wording.
        """
