"""Expect the app's lists to show the right names, senders, dates and counts.

A fact that the lists do not show is not checked, and the record says so.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.declarations import SortsContacts, SortsMessages
from bluebar.e2e.protocol.list_capabilities import (
    ListedContact,
    ListedMessage,
    ListPage,
    ShowsNames,
    ShowsSenders,
)
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.mime.addresses import NamedAddress, flatten_groups, normalize_address
from bluebar.fixtures.oracle.expected_import import SHORTENED
from bluebar.fixtures.plan.message_model import PlannedMessage

SHOWN_PROBLEMS = 5
"""The maximum number of wrong rows that a failure's message quotes."""


@dataclass(frozen=True)
class ListPages:
    """The pages of the lists, read once.

    Attributes:
        contacts: the pages of the list of contacts; None if the list shows addresses only.
        messages: the pages of the list of messages; None if the list shows subjects only.
    """

    contacts: Sequence[ListPage[ListedContact]] | None
    messages: Sequence[ListPage[ListedMessage]] | None

    def lines(self, what: str) -> list[str] | None:
        """Return the addresses of "contacts", or the subjects of "messages"; None if not read."""
        match what:
            case "contacts" if self.contacts is not None:
                return [row.address for each in self.contacts for row in each.rows]
            case "messages" if self.messages is not None:
                return [row.subject for each in self.messages for row in each.rows]
        return None


def read_list_pages(user: User) -> ListPages:
    """Open the lists that show names or senders, and return their pages."""
    target, page = user.target, user.page
    return ListPages(
        contacts=target.contact_pages(page) if isinstance(target, ShowsNames) else None,
        messages=target.message_pages(page) if isinstance(target, ShowsSenders) else None,
    )


def expect_list_facts(connection: Connection, pages: ListPages) -> None:
    """Expect the names, senders and dates in the lists to be the plan's, and the counts to agree.

    Call this after the addresses and subjects in the lists have been checked.

    Args:
        connection: the connection, whose contacts and messages are listed.
        pages: the pages of the lists.
    """
    if pages.contacts is not None:
        expect_contact_facts(connection, pages.contacts)
    else:
        connection.user.attempt.note_not_looked_at("names of contacts")
    if pages.messages is not None:
        expect_message_facts(connection, pages.messages)
    else:
        connection.user.attempt.note_not_looked_at("senders of messages")


def expect_lists_in_pages(connection: Connection, size: int) -> None:
    """Expect every page of each list to be full, except the last page.

    Args:
        connection: the connection, whose contacts and messages are listed.
        size: the number of rows on a page.
    """
    user = connection.user
    lists: dict[str, Sequence[ListPage[Any]]] = {
        "contacts": require(user.target, ShowsNames).contact_pages(user.page),
        "messages": require(user.target, ShowsSenders).message_pages(user.page),
    }
    for what, pages in lists.items():
        sizes = [len(each.rows) for each in pages]
        rows = sum(sizes)
        wanted = [min(size, rows - start) for start in range(0, rows, size)]
        if sizes != wanted:
            raise AppFailure(
                f"{rows} {what}, {size} per page: expected pages of {wanted} rows, "
                f"found pages of {sizes}"
            )


def expect_contact_facts(connection: Connection, pages: Sequence[ListPage[ListedContact]]) -> None:
    """Expect the count on each page, the order, and the name of each contact."""
    contacts = [row for each in pages for row in each.rows]
    _expect_counts_on_pages("contacts", pages)
    if has_capability(connection.user.target, SortsContacts):
        _expect_in_order("contacts", [contact.address.lower() for contact in contacts])
    _raise_for(_wrong_names(connection, contacts), "the names of contacts are not the mailbox's")


def expect_message_facts(connection: Connection, pages: Sequence[ListPage[ListedMessage]]) -> None:
    """Expect the count on each page, the order, and the sender and date of each message."""
    messages = [row for each in pages for row in each.rows]
    _expect_counts_on_pages("messages", pages)
    if has_capability(connection.user.target, SortsMessages):
        times = [message.received.timestamp() for message in messages if message.received]
        _expect_in_order("messages", [-time for time in times])
    wrong = _wrong_messages(connection, messages)
    _raise_for(wrong, "the senders or dates of messages are not the mailbox's")


def _expect_counts_on_pages(what: str, pages: Sequence[ListPage[Any]]) -> None:
    listed = sum(len(each.rows) for each in pages)
    for number, each in enumerate(pages, 1):
        if each.count not in (None, listed):
            raise AppFailure(
                f"page {number} of {what} says {each.count} in total; "
                f"{listed} {what} are listed on {len(pages)} pages"
            )


def _expect_in_order(what: str, keys: Sequence[Any]) -> None:
    for place, (above, below) in enumerate(pairwise(keys), 2):
        if above > below:
            order = "by address" if what == "contacts" else "newest first"
            raise AppFailure(
                f"the list of {what} should be sorted {order}; "
                f"row {place} belongs above the row before it"
            )


def _wrong_names(connection: Connection, contacts: Iterable[ListedContact]) -> list[str]:
    """Return a line for each new contact whose shown name is not among the expected names.

    If no message gives a contact a name, or if the name contains an @, which may deceive a reader,
    the app may show no name, the address, or the part of the address before the @.
    """
    expected, before = connection.expected, _addresses_before(connection.user)
    wrong = []
    for contact in contacts:
        address = normalize_address(contact.address)
        if address not in expected.contacts or contact.address in before:
            continue
        unnamed = {"", contact.address, contact.address.rpartition("@")[0]}
        right = expected.contact_names.get(address, frozenset({""}))
        right |= unnamed if any(not name or "@" in name for name in right) else set()
        shown = " ".join(contact.name.split())
        if not any(_is_name(shown, name) for name in right):
            names = " or ".join(repr(name) for name in sorted(right))
            wrong.append(f"{contact.address}: shown {shown!r}, expected {names}")
    return wrong


def _is_name(shown: str, name: str) -> bool:
    """Say whether a list shows this name. An app may shorten long names and long subjects."""
    beginning = shown.rstrip(" .…")
    return shown == name or (len(shown) >= SHORTENED and name.startswith(beginning))


def _addresses_before(user: User) -> Counter[str]:
    return user.baseline.lists.get("contacts", Counter())


def _wrong_messages(connection: Connection, messages: Sequence[ListedMessage]) -> list[str]:
    """Return a line for each new message with a sender or date that no planned message has.

    A list may show senders by name, or all senders by address alone.
    """
    by_name = _unmatched(connection, messages, _is_shown_by_name)
    by_address = _unmatched(connection, messages, _is_shown_by_address) if by_name else []
    return min(by_name, by_address, key=len)


IsSender = Callable[[str, NamedAddress], bool]
"""Say whether a text of a list shows the author of a message."""


def _unmatched(
    connection: Connection, messages: Iterable[ListedMessage], is_sender: IsSender
) -> list[str]:
    """Return a line for each new message that no planned message of its subject is like.

    Several planned messages may have the same subject. Each shown message is then matched with a
    planned message of this subject that has the same sender and date, and that no other shown
    message was matched with.
    """
    planned: dict[str, list[PlannedMessage]] = defaultdict(list)
    for key, original in connection.expected.originals.items():
        subject = connection.expected.full_subject(connection.expected.subjects[key])
        planned[subject].append(original)
    before = connection.user.baseline.lists.get("messages", Counter())
    wrong = []
    for message in messages:
        alike = planned.get(connection.expected.full_subject(message.subject), [])
        if message.subject in before or not alike:
            continue
        problems = [_problem(message, each, is_sender) for each in alike]
        if "" in problems:
            alike.pop(problems.index(""))
        else:
            wrong.append(f"{message.subject!r}: {problems[0]}")
    return wrong


def _problem(shown: ListedMessage, planned: PlannedMessage, is_sender: IsSender) -> str:
    """Return how a shown message differs from a planned message; empty if it does not differ."""
    author = next(flatten_groups(planned.spec.from_), None)
    if author is not None and shown.sender is not None:
        sender = " ".join(shown.sender.split())
        if not is_sender(sender, author):
            name = author.name or author.address
            return f"shown as sent by {sender!r}, but sent by {' '.join(name.split())!r}"
    if shown.received is not None and shown.received != planned.internal_date:
        return f"shown as received {shown.received}, but received {planned.internal_date}"
    return ""


def _is_shown_by_name(sender: str, author: NamedAddress) -> bool:
    # A name with an @ may deceive a reader, so some apps show the address instead.
    if "@" in author.name and _is_shown_by_address(sender, author):
        return True
    names = (author.name or author.address, *author.readings)
    wanted = [" ".join(each.split())[:SHORTENED] for each in names]
    return any(each.casefold() in sender.casefold() for each in wanted)


def _is_shown_by_address(sender: str, author: NamedAddress) -> bool:
    try:
        return normalize_address(sender.strip("<>")) == normalize_address(author.address)
    except ValueError:
        return False


def _raise_for(wrong: Sequence[str], problem: str) -> None:
    if wrong:
        more = len(wrong) - SHOWN_PROBLEMS
        lines = [*wrong[:SHOWN_PROBLEMS], *([f"and {more} more"] if more > 0 else [])]
        raise AppFailure(f"{problem}:\n" + "\n".join(lines))
