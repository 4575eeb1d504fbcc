"""Expect the summary's headers and both bodies to be about this person and this account."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.shown_capabilities import SummaryFacts, TellsInSummary
from bluebar.e2e.subjects.connection import Connection
from bluebar.fixtures.inbox.received_mail import ReceivedMail
from bluebar.fixtures.mime.header_addresses import addresses_in

DAY = timedelta(days=1)
"""The maximum difference between a summary's Date and now: the app's clock may differ from ours."""


def expect_summary_facts(connection: Connection, mail: ReceivedMail) -> None:
    """Expect the right sender, recipient, date, name and address in a summary and its bodies."""
    _expect_recipient(connection, mail)
    _expect_sender_and_date(mail)
    _expect_account(connection, mail)
    target = connection.user.target
    if isinstance(target, TellsInSummary):
        name = " ".join(connection.user.person.name.split())
        wanted = SummaryFacts(name=name, address=connection.mailbox.connected_address)
        for body, facts in target.summary_facts(mail).items():
            if facts != wanted:
                raise AppFailure(f"the summary's {body} should name {wanted}; it names {facts}")
    else:
        connection.user.attempt.note_not_looked_at("name and address in the summary")


def _expect_recipient(connection: Connection, mail: ReceivedMail) -> None:
    person = connection.user.person.email
    others = (*mail.to, *addresses_in(mail.header("Cc") or ""))
    if [each.lower() for each in others] != [person.lower()]:
        raise AppFailure(
            f"the summary should be addressed to {person} alone; it is addressed to "
            f"{', '.join(others) or 'nobody'}"
        )


def _expect_sender_and_date(mail: ReceivedMail) -> None:
    if len(mail.from_) != 1:
        raise AppFailure(f"the summary should have one sender; its From has {mail.from_}")
    # An app may leave out the Date: then its mail server adds the field (RFC 6409, 8.5).
    if not (written := mail.header("Date")):
        return
    try:
        sent = parsedate_to_datetime(written)
    except ValueError:
        raise AppFailure(
            f"the summary's Date should be a date (RFC 5322); it is {written!r}"
        ) from None
    now = datetime.now(UTC)
    if not now - DAY < sent.astimezone(UTC) < now + DAY:
        raise AppFailure(f"the summary should be dated today; its Date is {written!r}")


def _expect_account(connection: Connection, mail: ReceivedMail) -> None:
    """Expect both bodies to name the account, or neither; no body may name another account."""
    address = connection.mailbox.connected_address
    bodies = {"text": mail.text, "HTML": mail.html}
    named = {name: address in body.lower() for name, body in bodies.items() if body}
    if len(set(named.values())) > 1:
        (lacks,) = (name for name, names in named.items() if not names)
        raise AppFailure(f"the summary's {lacks} should name {address}, as the other body does")
    for other in connection.mailbox.others:
        if mail.mentions(other):
            raise AppFailure(f"the summary for {address} should not name {other}")
