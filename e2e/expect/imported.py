"""Expect the app to import the right contacts and messages, and to leave the mailbox unchanged."""

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.list_facts import ListPages, expect_list_facts, read_list_pages
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.protocol.capabilities import ShowsCounts, SyncsNow, TriesAgain
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.target import Imported
from bluebar.e2e.protocol.user_capabilities import ShowsTotals
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.imap.mailbox_state import changes
from bluebar.fixtures.imap.read_back import read_back


def connect_and_import(user: User, mailbox: Mailbox) -> Connection:
    """Connect the mailbox; expect the verdict, the front door's record and the import to be right.

    Rows about later steps, e.g. another sync, begin with this step.
    """
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)
    return connection


def expect_import(connection: Connection) -> Imported:
    """Wait for the sync, and expect exactly the import that the target's counting rules give.

    The counts are compared first, then each contact and each message.

    Returns:
        The counts that the app shows.
    """
    return _expect_import(connection, require(connection.user.target, ShowsCounts))


def expect_import_if_shown(connection: Connection) -> None:
    """Like `expect_import`, for rows about connecting: an app that shows no counts is not checked.

    The record then says that the import was not looked at.
    """
    target = connection.user.target
    if has_capability(target, ShowsCounts):
        _expect_import(connection, target)
    else:
        connection.user.attempt.note_not_looked_at("the import: the app shows no counts")


def _expect_import(connection: Connection, target: ShowsCounts) -> Imported:
    user, address = connection.user, connection.mailbox.connected_address
    with user.attempt.phase("sync"):
        shown = target.wait_for_sync(user.page, address, user.target.deadlines.sync)
    return _expect_whole(connection, shown)


def expect_import_in_the_end(connection: Connection) -> Imported:
    """Like `expect_import`, but first wait until the app has recovered from failed syncs.

    Returns:
        The counts that the app shows.
    """
    user = connection.user
    target = require(user.target, TriesAgain)
    address = connection.mailbox.connected_address
    with user.attempt.phase("recover"):
        shown = target.wait_for_recovery(user.page, address, user.target.deadlines.sync)
    return _expect_whole(connection, shown)


def _expect_whole(connection: Connection, shown: Imported) -> Imported:
    """Expect the counts, then each contact and each message; return the counts."""
    with connection.user.attempt.phase("count"):
        _expect_new_counts(connection, shown, "the account's card")
        _expect_by_name(connection)
    return shown


def expect_counts(connection: Connection) -> None:
    """Expect the account's counts to be those that the counting rules give.

    If the app shows one count for all accounts of a user, nothing is checked, and the record says
    so.
    """
    user = connection.user
    if isinstance(user.target, ShowsTotals):
        user.attempt.note_not_looked_at("the count of one account among several")
        return
    target = require(user.target, ShowsCounts)
    address = connection.mailbox.connected_address
    shown = target.wait_for_sync(user.page, address, user.target.deadlines.sync)
    _expect_new_counts(connection, shown, f"the card of {address}")


def expect_sync_problem(connection: Connection) -> None:
    """Expect the next sync to fail, and the app to show the problem at the account."""
    user = connection.user
    target = require(user.target, TriesAgain)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync while the server is gone"):
        told = target.sync_problem(user.page, address, user.target.deadlines.sync)
    if not told:
        raise AppFailure("the account should show that the sync failed; it shows no problem")


def expect_still_listed(connection: Connection) -> None:
    """Expect the app to list all imported contacts and messages while the server is gone."""
    with connection.user.attempt.phase("read the lists"):
        if difference := _difference(connection):
            raise AppFailure(
                "while the server is gone, the app should list all that it has imported:\n"
                f"{difference}"
            )


def _expect_new_counts(connection: Connection, shown: Imported, where: str) -> None:
    expect_counts_shown(connection, connection.user.baseline.new_counts(shown), where)


def expect_counts_shown(connection: Connection, shown: Imported, where: str) -> None:
    """Expect the counts shown in one place to be those that the counting rules give.

    The expected and the shown counts are noted for the record.

    Args:
        connection: the connection, which has the expected import.
        shown: the counts that the place shows; a count that is None is not compared.
        where: the name of the place, for messages and the record.
    """
    expected = connection.expected
    user = connection.user
    mailbox = connection.mailbox
    wanted = Imported(contacts=len(expected.contacts), messages=len(expected.messages))
    # Contacts on the server are not counted: addresses are in headers, which are not read back.
    stored = mailbox.stored.count(user.target.rules, mailbox.plan.now, mailbox.plan.folders)
    on_server = {"messages": stored}
    told = [noun for noun in ("contacts", "messages") if getattr(shown, noun) is not None]
    for noun in told:
        user.attempt.note_count(
            name=f"{noun} ({where})",
            expected=getattr(wanted, noun),
            shown=getattr(shown, noun),
            on_server=on_server.get(noun),
        )
    if any(getattr(shown, noun) != getattr(wanted, noun) for noun in told):
        says = " and ".join(f"{getattr(shown, noun)} {noun}" for noun in told)
        give = " and ".join(str(getattr(wanted, noun)) for noun in told)
        raise AppFailure(f"{where} says {says}; the rules give {give}\n{_difference(connection)}")


def _expect_by_name(connection: Connection) -> None:
    pages = read_list_pages(connection.user)
    if difference := _difference(connection, pages):
        raise AppFailure(f"the counts are right, but the lists are not:\n{difference}")
    expect_list_facts(connection, pages)


def _difference(connection: Connection, pages: ListPages | None = None) -> str:
    """Return the contacts and messages that are missing or extra in the app's lists, as a text.

    Args:
        connection: the connection, whose contacts and messages are listed.
        pages: pages of lists that have been read already; the other lists are read now.
    """
    user = connection.user
    shown = {what: _new_lines(user, what, pages) for what in ("contacts", "messages")}
    for what in [each for each, lines in shown.items() if lines is None]:
        user.attempt.note_not_looked_at(what)
    difference = connection.expected.difference(
        contacts=shown["contacts"], subjects=shown["messages"]
    )
    user.attempt.note_difference(missing=difference.missing, extra=difference.extra)
    return str(difference) if difference else ""


def _new_lines(user: User, what: str, pages: ListPages | None) -> list[str] | None:
    """Return the new lines of a list, from `pages` if they contain the list; else open the list."""
    is_listed = isinstance(user.target, LISTS[what])
    lines = pages.lines(what) if pages is not None and is_listed else None
    return user.new(what) if lines is None else user.baseline.new(what, lines)


def expect_import_after_another_sync(connection: Connection) -> None:
    """Start another sync by *Sync now*; after the sync, expect the same as `expect_import`.

    So nothing may appear twice, and mail that was delivered since the first sync must be there.
    """
    user = connection.user
    target = require(user.target, SyncsNow)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync again"):
        shown = target.sync_now(user.page, address, user.target.deadlines.sync)
    with user.attempt.phase("count again"):
        _expect_new_counts(connection, shown, "the account's card after another sync")
        _expect_by_name(connection)


def expect_mailbox_untouched(connection: Connection) -> None:
    """Expect flags, folders and messages on the server to be as before the app connected."""
    mailbox, user = connection.mailbox, connection.user
    with user.attempt.phase("read the mailbox back"):
        after = read_back(mailbox.server, mailbox.account)
    if changed := changes(mailbox.stored, after):
        raise AppFailure(f"the app changed the mailbox:\n{changed}", FailureKind.MAIL_ALTERED)
