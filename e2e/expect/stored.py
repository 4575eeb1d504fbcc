"""Expect what the app has stored: the account once after a success, and nothing after a refusal."""

from collections import Counter
from collections.abc import Iterable

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User


def expect_account_listed(connection: Connection) -> None:
    """Expect the app's list of accounts to contain the account exactly once."""
    listed = _listed(connection.user)
    if listed is None:
        return
    if listed.count(connection.mailbox.connected_address) != 1:
        raise AppFailure(
            f"the list of accounts should contain {connection.mailbox.connected_address} once; it "
            f"contains: {_some(listed) or 'nothing'}"
        )


def expect_account_gone(connection: Connection) -> None:
    """Expect the app to list neither the disconnected account nor its contacts and messages."""
    expect_nothing_of(connection.user)


def expect_nothing_stored(connection: Connection) -> None:
    """Expect that the app stored nothing and sent the person no mail after a refusal.

    Accounts, contacts and messages are checked.
    """
    _expect_lists_empty(connection.user)
    expect_no_summary(connection)


def expect_no_account(connection: Connection) -> None:
    """Expect the app to list no account after a refusal.

    If the app sent no password, this check is enough: without a login the app imports nothing.
    """
    if listed := _listed(connection.user):
        raise AppFailure(f"the connection was refused, but accounts are listed: {_some(listed)}")


def expect_no_summary(connection: Connection) -> None:
    """Expect that the app has sent no mail about this connection to the person.

    Call this only after the app has shown a final state: before, the app may still send the mail.
    """
    user = connection.user
    if user.shares_inbox:
        user.attempt.note_not_looked_at("mail that does not name the account: the inbox is shared")
    sent = [mail.subject for mail in user.inbox.all(connection.may_be_about)]
    if sent:
        raise AppFailure(
            f"nothing was imported, so the app should send no mail; {user.person.email} got "
            f"{_some(sent)}"
        )


def expect_nothing_of(user: User) -> None:
    """Expect this user to see no account, contact or message, except those from before the test.

    Raises:
        NotLookedAt: the app has no list, so nothing could be checked.
    """
    if not _expect_lists_empty(user):
        raise NotLookedAt(f"{user.target.name} lists no {', no '.join(LISTS)}")


def _listed(user: User) -> list[str] | None:
    """Return the accounts that this test connected; None if the app has no list of accounts."""
    with user.attempt.phase("read the list of accounts"):
        return _new(user, "accounts")


def _new(user: User, what: str) -> list[str] | None:
    """Return the lines that this test added to a list, e.g. "contacts".

    If the app has no such list, note for the record that the list was not checked; return None.
    """
    if (lines := user.new(what)) is None:
        user.attempt.note_not_looked_at(what)
    return lines


def _expect_lists_empty(user: User) -> list[str]:
    """Expect every list of the app to show nothing new; return the names of the lists."""
    looked_at: list[str] = []
    with user.attempt.phase("check that nothing is stored"):
        for what in LISTS:
            items = _new(user, what)
            if items:
                raise AppFailure(f"nothing should be stored, but there are {what}: {_some(items)}")
            looked_at += [] if items is None else [what]
    return looked_at


def _some(items: Iterable[str]) -> str:
    listed = [f"{name} ×{n}" if n > 1 else name for name, n in Counter(items).items()]
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")
