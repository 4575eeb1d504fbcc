"""Expect the app to send exactly one summary email, to the right address, with the right counts."""

from collections.abc import Sequence

from bluebar.e2e.expect.imported import expect_counts_shown
from bluebar.e2e.expect.summary_facts import expect_summary_facts
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.inbox.inbox import Matching
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.reports.record.record_fields import SummaryNote


def expect_summary(connection: Connection, earlier: Sequence[ReceivedMail] = ()) -> ReceivedMail:
    """Expect one summary at the sign-in address, with the right counts in both text and HTML.

    Args:
        connection: the connection that the summary is about.
        earlier: summaries that arrived before, e.g. before a disconnect; they are not counted.
    """
    return _expect_summary(connection, require(connection.user.target, SendsSummary), earlier)


def expect_summary_if_sent(connection: Connection) -> None:
    """Like `expect_summary` if the app sends summaries.

    If it does not, note for the record that no summary was checked. Use this in rows about
    something else, which are also for apps without summaries.
    """
    if isinstance(connection.user.target, SendsSummary):
        _expect_summary(connection, connection.user.target, ())
    else:
        connection.user.attempt.note_not_looked_at("summary")


def expect_one_summary(connection: Connection) -> None:
    """Expect that exactly one summary for this connection arrived, if the app sends summaries."""
    if isinstance(connection.user.target, SendsSummary):
        _expect_new_summaries(connection, connection.user.target, ())
    else:
        connection.user.attempt.note_not_looked_at("summary")


def _expect_summary(
    connection: Connection, target: SendsSummary, earlier: Sequence[ReceivedMail]
) -> ReceivedMail:
    user, address = connection.user, connection.mailbox.connected_address
    within, is_new = user.target.deadlines.summary, _is_new_summary(connection, target, earlier)
    with user.attempt.phase("wait for the summary"):
        arrived = user.inbox.wait_for(is_new, what=f"the summary for {address}", within=within)
    if arrived is None:
        _require_no_ambiguous_summary(connection, target)
        after = f" (not counting {len(earlier)} earlier)" if earlier else ""
        raise AppFailure(
            f"a summary for {address} should arrive at {user.person.email} within {within:g} s; "
            f"none arrived{after}"
        )
    user.attempt.summary = SummaryNote(
        subject=arrived.subject, text=arrived.text, html=arrived.html
    )
    with user.attempt.phase("read the summary"):
        for body, shown in target.summary_counts(arrived).items():
            expect_counts_shown(connection, shown, f"the summary's {body}")
        expect_summary_facts(connection, arrived)
        _expect_new_summaries(connection, target, earlier)
    return arrived


def _expect_new_summaries(
    connection: Connection, target: SendsSummary, earlier: Sequence[ReceivedMail]
) -> None:
    """Expect exactly one summary for this connection, not counting the earlier ones."""
    user, address = connection.user, connection.mailbox.connected_address
    summaries = user.inbox.all(_is_new_summary(connection, target, earlier))
    if len(summaries) != 1:
        raise AppFailure(
            f"one summary for {address} should arrive; {len(summaries)} summaries arrived"
        )


def _is_new_summary(
    connection: Connection, target: SendsSummary, earlier: Sequence[ReceivedMail]
) -> Matching:
    matching, known = _is_summary(connection, target), {mail.raw for mail in earlier}
    return lambda mail: mail.raw not in known and matching(mail)


def _is_summary(connection: Connection, target: SendsSummary) -> Matching:
    address = connection.mailbox.connected_address
    return lambda mail: connection.may_be_about(mail) and target.is_summary(mail, address)


def _require_no_ambiguous_summary(connection: Connection, target: SendsSummary) -> None:
    """Raise `NotOffered` if a summary arrived that may be about this test's or another account."""
    user, address = connection.user, connection.mailbox.connected_address
    if user.shares_inbox and user.inbox.all(lambda mail: target.is_summary(mail, address)):
        raise NotOffered(
            f"this scenario needs its own summary; summaries of {user.target.name} do not name the "
            "account, and those of other tests arrive at the same address"
        )
