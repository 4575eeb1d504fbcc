"""Each connected account gets one summary of its own, and later syncs send none."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_connected, expect_saved
from bluebar.e2e.expect.imported import expect_import_after_another_sync
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary
from bluebar.e2e.protocol.capabilities import ShowsBanner, ShowsCounts
from bluebar.e2e.scenarios import shown_summary
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.steps.connected_account import disconnect, edit
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(shown_summary.AFTER_RECONNECT)
def test_a_second_summary_comes_after_connecting_again(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    first = expect_summary(connection)
    disconnect(connection)
    again = connect(user, mailbox)
    expect_connected(again)
    expect_summary(again, earlier=[first])


@scenarios(shown_summary.SECOND_ACCOUNT)
def test_a_second_account_has_its_own_summary(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    first = connect(user, mailbox)
    expect_connected(first)
    expect_summary(first)
    second = connect(user, environment.mailbox_that_shares(mailbox))
    expect_connected(second)
    expect_summary(second)
    expect_one_summary(first)


@scenarios(shown_summary.NONE_AFTER_EDIT, uses=(ShowsBanner, ShowsCounts))
def test_no_second_summary_comes_after_an_edit(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_summary(connection)
    edited = edit(connection, port=143, use_ssl=False)
    expect_saved(edited)
    # If the sync after the edit sends a summary, the summary is sent before the account's next
    # sync. So wait for the next sync.
    expect_import_after_another_sync(edited)
    expect_one_summary(edited)


@scenarios(shown_summary.NONE_AFTER_NEW_MAIL, uses=(ShowsCounts,))
def test_no_second_summary_comes_after_new_mail(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_summary(connection)
    connection = environment.deliver_more(connection)
    expect_import_after_another_sync(connection)
    # If this sync sends a summary, the summary is sent before the account's next sync. So wait for
    # the next sync.
    expect_import_after_another_sync(connection)
    expect_one_summary(connection)
