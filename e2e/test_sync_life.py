"""After a change on the server, later syncs are right, or the app says why they fail."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.environment.mailbox_changes import (
    delete_a_message,
    move_a_message,
    rebuild_a_folder,
)
from bluebar.e2e.expect.account_life import (
    expect_import_by_itself,
    expect_logins_since,
    expect_repeated,
    expect_sync_refused,
    tried_logins,
)
from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.imported import (
    connect_and_import,
    expect_import_after_another_sync,
    expect_import_in_the_end,
    expect_still_listed,
    expect_sync_problem,
)
from bluebar.e2e.expect.on_wire import expect_fault_happened
from bluebar.e2e.expect.stored import expect_account_listed, expect_no_summary
from bluebar.e2e.expect.summary_email import expect_one_summary, expect_summary
from bluebar.e2e.protocol.account_capabilities import NamesSyncProblems
from bluebar.e2e.protocol.capabilities import ShowsCounts, SyncsNow, TriesAgain
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import sync_life
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import change_the_door, connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.plan.message_model import PlannedFolder


@scenarios(*sync_life.CERTIFICATES, uses=(NamesSyncProblems, ShowsCounts, SyncsNow))
def test_a_certificate_that_turns_bad_stops_the_next_sync(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    before = tried_logins(mailbox)
    expect_sync_refused(connection, sync_life.reason_of(mailbox.scenario))
    expect_logins_since(connection, before, at_most=0, after="a sync with a bad certificate")
    expect_account_listed(connection)
    expect_still_listed(connection)
    connection = environment.deliver_more(connection)
    change_the_door(connection, mailbox.scenario.door)
    expect_import_after_another_sync(connection)


@scenarios(sync_life.BY_ITSELF, uses=(ShowsCounts, TriesAgain))
def test_new_mail_is_imported_without_a_click(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    connection = environment.deliver_more(connection)
    expect_import_by_itself(connection)
    connection = environment.deliver_more(connection)
    expect_import_by_itself(connection)


@scenarios(sync_life.BY_ITSELF_LATER, uses=(ShowsCounts, TriesAgain))
def test_an_app_syncs_by_itself_again_after_an_outage(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    expect_repeated(connection, times=3)
    connection = environment.deliver_more(connection)
    change_the_door(connection, mailbox.scenario.door)
    expect_import_by_itself(connection)


@scenarios(sync_life.UIDVALIDITY_AND_MAIL, uses=(ShowsCounts, SyncsNow))
def test_a_rebuilt_folder_loses_and_doubles_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    change_the_door(connection)
    connection = rebuild_a_folder(connection, PlannedFolder.named(sync_life.FOLDER))
    expect_import_after_another_sync(connection)


@scenarios(sync_life.MOVED, uses=(ShowsCounts, SyncsNow))
def test_a_moved_message_counts_once(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    connection = move_a_message(connection)
    expect_import_after_another_sync(connection)


@scenarios(sync_life.DELETED, uses=(ShowsCounts, SyncsNow))
def test_a_deleted_message_stays_imported(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    connection = delete_a_message(connection)
    expect_import_after_another_sync(connection)


@scenarios(sync_life.BROKEN_OFF, uses=(TriesAgain, SendsSummary))
def test_no_summary_comes_while_the_first_sync_breaks_off(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_sync_problem(connection)
    expect_repeated(connection, times=2)
    expect_fault_happened(connection)
    expect_account_listed(connection)
    expect_no_summary(connection)


@scenarios(sync_life.BROKEN_OFF_AND_HEALED, uses=(TriesAgain, SendsSummary))
def test_one_whole_summary_comes_after_a_first_sync_that_broke_off(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_sync_problem(connection)
    expect_no_summary(connection)
    expect_fault_happened(connection)
    change_the_door(connection)
    expect_import_in_the_end(connection)
    expect_summary(connection)
    expect_one_summary(connection)
