"""Capabilities of what a target shows of an account besides its address and its counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import Imported
from bluebar.fixtures.inbox.received_mail import ReceivedMail


class Step(StrEnum):
    """A step of a person that an app confirms with a bar."""

    CONNECT = "connect"
    EDIT = "edit"
    DISCONNECT = "disconnect"


@runtime_checkable
class ConfirmsInBars(Protocol):
    """The target confirms each step with an account by a bar, in sentences that are known."""

    bar_sentences: Mapping[Step, str]
    """For each step the whole sentence; `{address}` stands for the account's address."""


@dataclass(frozen=True, kw_only=True)
class ShownConnection:
    """The server, the port and the choice of SSL that an app states for an account."""

    server: str
    port: str
    use_ssl: bool

    def __str__(self) -> str:
        return f"{self.server}, port {self.port}, {'SSL' if self.use_ssl else 'no SSL'}"


@runtime_checkable
class ShowsConnection(Protocol):
    """The target states for each account the server, the port, and whether SSL is used."""

    def shown_connection(self, page: Page, address: str) -> ShownConnection:
        """Open the list of accounts; return what it states for the account at this address.

        Raises:
            AppFailure: the list does not state the connection in the app's wording.
        """


@runtime_checkable
class WarnsOfDisconnect(Protocol):
    """The target asks before it disconnects an account, and states what is removed."""

    def disconnect_warning(self, page: Page, address: str) -> Imported:
        """Open the question, read the counts that it states, and answer that the account stays."""


@dataclass(frozen=True, kw_only=True)
class SummaryFacts:
    """What a body of the summary says besides the counts, each as shown.

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
