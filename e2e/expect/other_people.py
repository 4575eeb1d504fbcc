"""Expect that a user cannot see or change what belongs to another user of the app."""

from collections.abc import Iterable

from bluebar.e2e.expect.stored import expect_account_listed
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
"""The minimum length of a subject that is searched for: any page may contain a shorter text."""


def expect_urls_closed_to(other: User, connection: Connection) -> None:
    """As another user, request each URL with a number that the first user's pages contain.

    No answer may show data of the first user. No request may change the first user's account, or
    make the app connect to the mailbox.

    Raises:
        NotOffered: the first user's pages contain no URL with a number.
    """
    urls = _urls(connection)
    other.target.open_connect_form(other.page)
    hidden = hidden_fields(other)
    with other.attempt.phase("open the first user's URLs as another user"):
        for url in urls:
            before = _connections(connection)
            _expect_nothing_shown(ask_for(other, url, hidden), connection, url, "another user")
            _expect_unchanged(connection, url, before)


def expect_urls_closed_without_sign_in(other: User, connection: Connection) -> None:
    """Without a sign-in, request each URL with a number that the first user's pages link to.

    No answer may show data of the first user.

    Args:
        other: a user in another browser context. This expectation signs the user out.
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
        raise NotOffered(
            "this scenario requests URLs that contain a number (an id); no page of "
            f"{connection.user.target.name} has one"
        )
    return urls


def _expect_nothing_shown(answer: str, connection: Connection, url: NumberedUrl, who: str) -> None:
    text = answer.lower()
    for fact in _facts(connection):
        if fact.lower() in text:
            raise AppFailure(
                f"{who} requested {url}, and the answer should show nothing of the first user; it "
                f"shows {fact!r}"
            )


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
            f"another user requested {url}, which should change nothing of the first user, and the "
            f"account changed: {error}"
        ) from None
    # If the request started a sync, the sync has ended now.
    require(user.target, ShowsCounts).wait_for_sync(user.page, address, user.target.deadlines.sync)
    if (connections := _connections(connection) - before) > 0:
        raise AppFailure(
            f"another user requested {url}, which should change nothing of the first user, and the "
            f"app connected {connections} times to the first user's mailbox"
        )


def _connections(connection: Connection) -> int:
    door = connection.mailbox.endpoint.door
    return len(door.conversations) if door else 0
