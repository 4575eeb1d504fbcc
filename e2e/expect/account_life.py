"""Expect correct behaviour in later steps of an account's life: edits, syncs, a second tab."""

import time

from bluebar.e2e.expect.connect_verdict import require_working_door
from bluebar.e2e.expect.imported import expect_import_after_another_sync, expect_import_in_the_end
from bluebar.e2e.expect.server_delay import require_prompt_server
from bluebar.e2e.expect.stored import expect_account_listed
from bluebar.e2e.expect.wire import Wire, logins_in, witness
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.verdict import AlreadyConnected, Connected, Reason, Rejected
from bluebar.e2e.protocol.account_capabilities import NamesSyncProblems
from bluebar.e2e.protocol.capabilities import TriesAgain
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.target import Imported
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User

LOOK_SECONDS = 0.5
"""The maximum number of seconds between two reads of a page that changes by itself."""


def expect_sync_refused(connection: Connection, reason: Reason) -> None:
    """Start a sync, and expect it to fail and the account to show this reason."""
    user = connection.user
    target = require(user.target, NamesSyncProblems)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync, which must fail"):
        shown = target.sync_reason(user.page, address, user.target.deadlines.sync)
    if shown is None:
        raise AppFailure(
            f"the sync should fail, and the account should show {reason}; the app shows that the "
            f"sync succeeded; {Wire.of(connection).summary}",
            FailureKind.FALSE_SUCCESS,
        )
    require_prompt_server(connection.mailbox, Wire.of(connection), Rejected(shown))
    if shown != reason:
        raise AppFailure(
            f"the account should show {reason} as the reason why the sync failed; it shows {shown}",
            FailureKind.WRONG_REASON,
        )


def tried_logins(mailbox: Mailbox) -> int:
    """Return how many logins the app has tried at the mailbox's front door until now."""
    return len(logins_in(witness(mailbox).conversations))


def expect_logins_since(connection: Connection, before: int, *, at_most: int, after: str) -> None:
    """Expect that the app tried at most a certain number of logins since an earlier moment.

    Args:
        connection: the connection of the account.
        before: the number of logins until the earlier moment, from `tried_logins`.
        at_most: the maximum number of logins since then.
        after: what has happened since then, for the message, e.g. "one sync".
    """
    tried = tried_logins(connection.mailbox) - before
    if tried > at_most:
        raise AppFailure(
            f"after {after} the app should try at most {at_most} logins; it tried {tried}; "
            f"{Wire.of(connection).summary}"
        )


def expect_repeated(connection: Connection, times: int) -> None:
    """Wait until the app has connected to the front door this many times without a click.

    A test calls this to be sure that the app has had time to repeat the syncs of other accounts.
    """
    user = connection.user
    require(user.target, TriesAgain)
    door = witness(connection.mailbox)
    before = len(door.conversations)
    within = user.target.deadlines.sync
    with user.attempt.phase("wait until the app repeats a sync"):
        is_repeated = door.wait_for(lambda said: len(said) >= before + times, within=within)
    if not is_repeated:
        raise AppFailure(
            f"the app should repeat the sync of {connection.mailbox.connected_address} {times} "
            f"times in {within:g} s; it connected {len(door.conversations) - before} times"
        )


def expect_nothing_sent_to(mailbox: Mailbox) -> None:
    """Expect that the app tried no login at this server, for which nobody typed a password."""
    for conversation, login in logins_in(witness(mailbox).conversations):
        raise AppFailure(
            f"the app sent the stored password to another server, for which nobody typed a "
            f"password: {login.method} as {login.user!r} at {mailbox.endpoint.host}:"
            f"{conversation.listening_on}"
        )


def expect_import_at_another_server(connection: Connection, other: Mailbox) -> None:
    """Start a sync, and expect an accepted login at the other server, and the whole import.

    Args:
        connection: the connection of the account, whose server has been changed in the form.
        other: the account's mailbox at the other server.
    """
    expect_import_after_another_sync(connection)
    logins = logins_in(witness(other).conversations)
    if not any(login.result == "OK" for _, login in logins):
        raise AppFailure(
            f"after the change of the server the app should log in at {other.endpoint.host}; it "
            f"tried {len(logins)} logins there, and the server accepted none"
        )


def expect_import_by_itself(connection: Connection) -> Imported:
    """Expect that the app imports new mail without a click, within the target's time for a sync.

    The page is read again after each new connection to the front door, and every `LOOK_SECONDS`.
    """
    user = connection.user
    target = require(user.target, TriesAgain)
    address = connection.mailbox.connected_address
    door = witness(connection.mailbox)
    expected = connection.expected
    wanted = Imported(contacts=len(expected.contacts), messages=len(expected.messages))
    ends = time.monotonic() + user.target.deadlines.sync
    with user.attempt.phase("wait until the app syncs by itself"):
        while time.monotonic() < ends:
            shown = target.wait_for_recovery(user.page, address, user.target.deadlines.sync)
            if user.baseline.new_counts(shown) == wanted:
                break
            seen = len(door.conversations)
            door.wait_for(lambda said, seen=seen: len(said) > seen, within=LOOK_SECONDS)  # type: ignore[misc]
        else:
            raise AppFailure(
                f"the app should import new mail by itself within "
                f"{user.target.deadlines.sync:g} s: {wanted}; the account shows {shown}"
            )
    return expect_import_in_the_end(connection)


def expect_one_account(first: Connection, second: Connection) -> None:
    """Expect one account after the same mailbox was connected in two tabs.

    One tab must say *connected*. The other tab may say *connected* or *already connected*.
    """
    for each in (first, second):
        require_working_door(each.mailbox, Wire.of(each))
        each.user.attempt.note_verdict(
            expected=str(Connected()), shown=str(each.verdict), said=each.message
        )
    shown = [each.verdict for each in (first, second)]
    if Connected() not in shown or any(
        each not in (Connected(), AlreadyConnected()) for each in shown
    ):
        raise AppFailure(
            "the same mailbox was connected in two tabs: one tab should show Connected, and the "
            f"other Connected or AlreadyConnected; they show {shown[0]} and {shown[1]}; the pages "
            f"say {first.message!r} and {second.message!r}"
        )
    expect_account_listed(first)


def expect_no_server_error(status: int, what: str) -> None:
    """Expect that the app answers a step that comes too late with an HTTP status below 500.

    Args:
        status: the HTTP status of the answer.
        what: the step, for the message.
    """
    if status >= 500:
        raise AppFailure(
            f"{what}: the app should answer with an HTTP status below 500; it answers with {status}"
        )


def expect_password_field_empty(user: User) -> None:
    """Expect every password field of the user's page to be empty."""
    fields = user.page.locator("input[type=password]")
    if not fields.count():
        user.attempt.note_not_looked_at("the form after Back: the page has no password field")
    held = [field for field in fields.all() if field.input_value()]
    if held:
        raise AppFailure(
            "after the browser's Back button the form's password field should be empty; it "
            "contains a text",
            FailureKind.PASSWORD_SHOWN,
        )
