"""Capabilities of lists that show more than addresses and subjects: names, senders, dates, pages.

An adapter reads each page of a list once, and returns the rows as plain values, not as locators.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar, runtime_checkable

from playwright.sync_api import Page

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class ListedContact:
    """A contact as the list shows the contact.

    Attributes:
        address: the address.
        name: the name; empty if the list shows none.
    """

    address: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ListedMessage:
    """A message as the list shows the message.

    Attributes:
        subject: the subject.
        sender: the text that says who sent the message: the name, or the address alone if the list
            shows no names; None if the list shows no sender.
        received: the time at which the mail server received the message, with a time zone; None if
            the list does not show the time to the second.
    """

    subject: str
    sender: str | None = None
    received: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ListPage(Generic[Row]):
    """One page of a list.

    Attributes:
        rows: the rows of this page, from top to bottom.
        count: the number of rows on all pages, as stated on this page; None if it is not stated.
    """

    rows: tuple[Row, ...]
    count: int | None = None


@runtime_checkable
class ShowsNames(Protocol):
    """The target shows a name for each contact in its list."""

    def contact_pages(self, page: Page) -> Sequence[ListPage[ListedContact]]:
        """Open the list of contacts; return each page of the list, from the first to the last."""


@runtime_checkable
class ShowsSenders(Protocol):
    """The target lists each message with its sender, or with the time at which it was received."""

    def message_pages(self, page: Page) -> Sequence[ListPage[ListedMessage]]:
        """Open the list of messages; return each page of the list, from the first to the last."""
