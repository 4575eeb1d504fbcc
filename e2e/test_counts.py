"""The app imports exactly the contacts and messages that count, at the first and later syncs."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import (
    connect_and_import,
    expect_import,
    expect_import_after_another_sync,
    expect_mailbox_untouched,
)
from bluebar.e2e.expect.summary_email import (
    expect_one_summary,
    expect_summary,
    expect_summary_if_sent,
)
from bluebar.e2e.protocol.capabilities import ShowsCounts, ShowsProgress, SyncsNow
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import counts
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import change_the_door, connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*counts.IMPORTS, uses=(ShowsCounts,))
def test_contacts_and_messages_are_counted_by_the_rules(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_mailbox_untouched(connection)


@scenarios(counts.SECOND_SYNC, uses=(ShowsCounts, SyncsNow))
def test_a_second_sync_changes_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_summary_if_sent(connection)
    expect_import_after_another_sync(connection)
    expect_one_summary(connection)
    expect_mailbox_untouched(connection)


@scenarios(counts.NEW_MAIL, uses=(ShowsCounts, SyncsNow))
def test_new_mail_adds_exactly_the_new_message(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_mailbox_untouched(connection)
    connection = environment.deliver_more(connection)
    expect_import_after_another_sync(connection)


@scenarios(counts.RESUMED, uses=(ShowsCounts, ShowsProgress, SendsSummary))
def test_a_sync_is_completed_after_the_app_was_killed(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    environment.kill_app_during_sync(connection)
    change_the_door(connection)
    environment.restart_app(connection)
    expect_import(connection)
    expect_summary(connection)
