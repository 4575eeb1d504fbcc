"""With a bad connection the app imports every message exactly once, without a person's help."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import (
    connect_and_import,
    expect_counts,
    expect_import_after_another_sync,
    expect_import_in_the_end,
    expect_mailbox_untouched,
    expect_still_listed,
    expect_sync_problem,
)
from bluebar.e2e.expect.on_wire import (
    expect_fault_happened,
    expect_no_connection_left_open,
    expect_no_login_refused,
    expect_one_connection_at_a_time,
)
from bluebar.e2e.expect.stored import expect_account_listed
from bluebar.e2e.protocol.capabilities import ShowsCounts, SyncsNow, TriesAgain
from bluebar.e2e.scenarios import sync
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import change_the_door, connect
from bluebar.e2e.steps.connected_account import open_the_lists
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*sync.LOST, uses=(TriesAgain,))
def test_a_lost_connection_loses_and_doubles_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_in_the_end(connection)
    expect_fault_happened(connection)
    expect_no_connection_left_open(mailbox)
    expect_mailbox_untouched(connection)


@scenarios(sync.ONE_CONNECTION, uses=(ShowsCounts,))
def test_one_connection_at_a_time_is_enough(user: User, mailbox: Mailbox) -> None:
    connect_and_import(user, mailbox)
    expect_no_connection_left_open(mailbox)
    expect_one_connection_at_a_time(mailbox)


@scenarios(*sync.CALM, uses=(ShowsCounts,))
def test_a_slow_line_loses_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_no_login_refused(connection)
    expect_no_connection_left_open(mailbox)


@scenarios(sync.OUTAGE, uses=(ShowsCounts, TriesAgain))
def test_an_outage_is_shown_and_the_app_recovers(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    expect_sync_problem(connection)
    expect_account_listed(connection)
    expect_still_listed(connection)
    expect_mailbox_untouched(connection)
    connection = environment.deliver_more(connection)
    change_the_door(connection, sync.OUTAGE.door)
    expect_import_in_the_end(connection)


@scenarios(sync.OPENED_MEANWHILE, uses=(ShowsCounts, TriesAgain))
def test_lists_that_are_opened_during_an_outage_are_complete_afterwards(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    open_the_lists(connection)
    change_the_door(connection, sync.OPENED_MEANWHILE.door)
    expect_import_in_the_end(connection)


@scenarios(sync.RETRY_AFTER_LIMIT, uses=(ShowsCounts, TriesAgain))
def test_a_full_server_is_tried_again(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    expect_sync_problem(connection)
    expect_fault_happened(connection)
    expect_import_in_the_end(connection)


@scenarios(sync.UIDVALIDITY, uses=(ShowsCounts, SyncsNow))
def test_a_new_uidvalidity_doubles_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    expect_import_after_another_sync(connection)
    expect_mailbox_untouched(connection)


@scenarios(sync.SHARED, uses=(ShowsCounts,))
def test_messages_in_two_mailboxes_are_listed_once(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    first = connect_and_import(user, mailbox)
    connect_and_import(user, environment.mailbox_that_shares(mailbox))
    expect_counts(first)
