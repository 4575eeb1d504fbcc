"""The app sends one summary email, to the right address, with the right counts in text and HTML."""

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import expect_import, expect_import_after_another_sync
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary
from bluebar.e2e.protocol.capabilities import ShowsCounts, SyncsNow
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import counts
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*counts.SUMMARIES, uses=(ShowsCounts, SendsSummary))
def test_one_summary_arrives_at_the_sign_in_address(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_summary(connection)
    expect_import(connection)
    expect_one_summary(connection)


@scenarios(counts.NOT_COUNTED_ITSELF, uses=(SyncsNow, SendsSummary))
def test_the_next_sync_does_not_count_the_summary(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_summary(connection)
    expect_import_after_another_sync(connection)
    expect_one_summary(connection)
