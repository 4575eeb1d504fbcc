"""Expect the app to show and change nothing of one user when another user asks for it."""

from collections.abc import Iterable

from bluebar.e2e.expect.connect_verdict import expect_account_listed
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capabilities import ShowsCounts
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.steps.numbered_urls import (
    NumberedUrl,
    ask_for,
    collect_numbered_urls,
    hidden_fields,
)
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User

SHORTEST = 6
"""The least length of a subject that is looked for: a shorter one may stand on any page."""


def expect_urls_closed_to(other: User, connection: Connection) -> None:
    """Ask as another user for each URL with a number that the first user's pages offer.

    No answer may show anything of the first user, and no request may change the account or let the
    app connect to the mailbox.

    Raises:
        NotOffered: the first user's pages offer no URL with a number.
    """
    urls = _urls(connection)
    other.target.open_connect_form(other.page)
    hidden = hidden_fields(other)
    with other.attempt.phase("ask for the URLs of the first user"):
        for url in urls:
            before = _connections(connection)
            _expect_nothing_shown(ask_for(other, url, hidden), connection, url, "another user")
            _expect_unchanged(connection, url, before)


def expect_urls_closed_without_sign_in(other: User, connection: Connection) -> None:
    """Ask without a sign-in for each URL with a number that a page shows by GET.

    Args:
        other: a user in another browser context, who is signed out by this expectation.
        connection: the first user's connection.
    """
    urls = [each for each in _urls(connection) if each.method == "GET"]
    other.page.context.clear_cookies()
    with other.attempt.phase("ask for the URLs without a sign-in"):
        for url in urls:
            _expect_nothing_shown(ask_for(other, url, {}), connection, url, "a visitor")


def _urls(connection: Connection) -> list[NumberedUrl]:
    urls = collect_numbered_urls(connection)
    expect_account_listed(connection)
    if not urls:
        raise NotOffered(f"{connection.user.target.name}'s pages offer no URL with a number")
    return urls


def _expect_nothing_shown(answer: str, connection: Connection, url: NumberedUrl, who: str) -> None:
    text = answer.lower()
    for fact in _facts(connection):
        if fact.lower() in text:
            raise AppFailure(f"{who} asked for {url}: the answer shows {fact!r} of the first user")


def _facts(connection: Connection) -> Iterable[str]:
    yield connection.mailbox.connected_address
    yield from sorted(connection.expected.contacts)
    subjects = sorted(set(connection.expected.subjects.values()))
    yield from (subject for subject in subjects if len(subject) >= SHORTEST)


def _expect_unchanged(connection: Connection, url: NumberedUrl, before: int) -> None:
    user, address = connection.user, connection.mailbox.connected_address
    try:
        expect_account_listed(connection)
    except AppFailure as error:
        raise AppFailure(
            f"another user asked for {url}, and changed the account: {error}"
        ) from None
    # A sync that the request started has ended when the account is at rest.
    require(user.target, ShowsCounts).wait_for_sync(user.page, address, user.target.deadlines.sync)
    if (connections := _connections(connection) - before) > 0:
        raise AppFailure(
            f"another user asked for {url}, and the app connected {connections} times to the "
            "mailbox of the first user"
        )


def _connections(connection: Connection) -> int:
    door = connection.mailbox.endpoint.door
    return len(door.conversations) if door else 0
