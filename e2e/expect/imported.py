"""What must have come in, by count and by name, and what the summary email must say of it.

The mailbox itself must be as it was before.
"""

from bluebar.e2e.outcome.failure import AppFailure, FailureKind, not_offered, require
from bluebar.e2e.protocol.capabilities import (
    SendsSummary,
    ShowsCounts,
    ShowsTotals,
    SyncsNow,
    TriesAgain,
)
from bluebar.e2e.protocol.target import Imported
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.imap.mailbox_state import changes
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.inbox.inbox import Matching, ReceivedMail
from bluebar.reports.record.notes import SummaryNote


def expect_import(connection: Connection) -> Imported:
    """Expect just what the rules say: counts on the card, contacts and messages by name."""
    user = connection.user
    target = require(user.target, ShowsCounts)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync"):
        shown = target.wait_for_sync(user.page, address, user.target.deadlines.sync)
    with user.attempt.phase("count"):
        _expect_on_card(connection, shown, "the account's card")
        _expect_by_name(connection)
    return shown


def expect_import_in_the_end(connection: Connection) -> Imported:
    """Expect the same, although syncs may fail before one goes well by itself."""
    user = connection.user
    target = require(user.target, TriesAgain)
    address = connection.mailbox.connected_address
    with user.attempt.phase("recover"):
        shown = target.wait_for_recovery(user.page, address, user.target.deadlines.sync)
    with user.attempt.phase("count"):
        _expect_on_card(connection, shown, "the account's card")
        _expect_by_name(connection)
    return shown


def expect_counts(connection: Connection) -> None:
    """Expect the account's own place, where it has one, to say what the rules give for it."""
    user = connection.user
    if isinstance(user.target, ShowsTotals):
        user.attempt.note_not_looked_at("the count of one account among several")
        return
    target = require(user.target, ShowsCounts)
    address = connection.mailbox.connected_address
    shown = target.wait_for_sync(user.page, address, user.target.deadlines.sync)
    _expect_on_card(connection, shown, f"the card of {address}")


def expect_sync_problem(connection: Connection) -> None:
    """Expect the next sync to fail, and the account's own place to say so."""
    user = connection.user
    target = require(user.target, TriesAgain)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync while the server is gone"):
        told = target.sync_problem(user.page, address, user.target.deadlines.sync)
    if not told:
        raise AppFailure("a sync that could not work should be told at the account; nothing is")


def expect_still_listed(connection: Connection) -> None:
    """Expect what came in to be listed all the same while the server is gone."""
    with connection.user.attempt.phase("look at what came in before"):
        if difference := _difference(connection):
            raise AppFailure(f"while the server is gone, what came in is not listed:\n{difference}")


def _expect_on_card(connection: Connection, shown: Imported, where: str) -> None:
    _expect_counts(connection, connection.user.before.new_counts(shown), where)


def _expect_counts(connection: Connection, shown: Imported, where: str) -> None:
    expected = connection.expected
    user = connection.user
    mailbox = connection.mailbox
    wanted = Imported(contacts=len(expected.contacts), messages=len(expected.messages))
    # Contacts stand in headers, which are not read back.
    on_server = {"messages": mailbox.before.counted(user.target.rules, mailbox.plan.now)}
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
    if difference := _difference(connection):
        raise AppFailure(f"the counts are right, what is listed is not:\n{difference}")


def _difference(connection: Connection) -> str:
    """Say which contacts and messages are missing or extra in the app's own lists."""
    user = connection.user
    difference = connection.expected.difference(
        contacts=user.new("contacts"), subjects=user.new("messages")
    )
    user.attempt.note_difference(missing=difference.missing, extra=difference.extra)
    return str(difference) if difference else ""


def expect_import_after_another_sync(connection: Connection) -> None:
    """Expect the same of the app after *Sync now*: nothing twice, and whatever is new by now."""
    user = connection.user
    target = require(user.target, SyncsNow)
    address = connection.mailbox.connected_address
    with user.attempt.phase("sync again"):
        shown = target.sync_now(user.page, address, user.target.deadlines.sync)
    with user.attempt.phase("count again"):
        _expect_on_card(connection, shown, "the account's card after another sync")
        _expect_by_name(connection)


def expect_mailbox_untouched(connection: Connection) -> None:
    """Expect flags, folders and messages on the server to be as before the app came."""
    mailbox, user = connection.mailbox, connection.user
    with user.attempt.phase("read the mailbox back"):
        after = read_back(mailbox.server, mailbox.account)
    if changed := changes(mailbox.before, after):
        raise AppFailure(f"the app changed the mailbox:\n{changed}", FailureKind.MAIL_ALTERED)


def expect_summary(connection: Connection) -> ReceivedMail:
    """Expect one summary at the sign-in address, its text and HTML both with the right counts."""
    user = connection.user
    target = require(user.target, SendsSummary)
    address = connection.mailbox.connected_address
    within = user.target.deadlines.summary
    with user.attempt.phase("wait for the summary"):
        arrived = user.inbox.wait_for(
            _is_summary(connection),
            what=f"the summary for {address}",
            within=within,
        )
    if arrived is None:
        _expect_it_to_be_told_apart(connection)
        raise AppFailure(f"no summary for {address} came to {user.person.email} in {within:g} s")
    user.attempt.summary = SummaryNote(
        subject=arrived.subject, text=arrived.text, html=arrived.html
    )
    with user.attempt.phase("read the summary"):
        for body, shown in target.summary_counts(arrived).items():
            _expect_counts(connection, shown, f"the summary's {body}")
        expect_one_summary(connection)
    return arrived


def expect_summary_if_sent(connection: Connection) -> None:
    """Expect the same of an app that sends summaries, in a row that is about something else."""
    if isinstance(connection.user.target, SendsSummary):
        expect_summary(connection)
    else:
        connection.user.attempt.note_not_looked_at("summary")


def expect_one_summary(connection: Connection) -> None:
    """Expect that exactly one summary has come for this connection, where any is sent."""
    user, target = connection.user, connection.user.target
    if not isinstance(target, SendsSummary):
        user.attempt.note_not_looked_at("summary")
        return
    address = connection.mailbox.connected_address
    summaries = user.inbox.all(_is_summary(connection))
    if len(summaries) != 1:
        raise AppFailure(f"{len(summaries)} summaries for {address} came, expected one")
    if user.person.email.lower() not in [to.lower() for to in summaries[0].to]:
        raise AppFailure(f"the summary is addressed to {summaries[0].to}, not {user.person.email}")


def _is_summary(connection: Connection) -> Matching:
    """Return what tells the summary for this connection."""
    target = require(connection.user.target, SendsSummary)
    address = connection.mailbox.connected_address
    return lambda mail: connection.may_be_about(mail) and target.is_summary(mail, address)


def _expect_it_to_be_told_apart(connection: Connection) -> None:
    """Make sure that no summary came which could be this one's or another test's."""
    user = connection.user
    target = require(user.target, SendsSummary)
    address = connection.mailbox.connected_address
    if user.shares_inbox and user.inbox.all(lambda mail: target.is_summary(mail, address)):
        not_offered(
            f"summaries of {user.target.name} do not name the account, and those of other tests "
            "come to the same address"
        )
