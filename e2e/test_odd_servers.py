"""The app imports the same mail from unusual servers, and names folders that it cannot open."""

from bluebar.e2e.expect.connect_verdict import expect_connected
from bluebar.e2e.expect.folders import (
    expect_closed_mailbox_told,
    expect_left_out_folder_told,
    expect_no_folder_told,
    without_folder,
)
from bluebar.e2e.expect.imported import connect_and_import, expect_import, expect_mailbox_untouched
from bluebar.e2e.expect.on_wire import (
    expect_fault_happened,
    expect_no_connection_left_open,
    note_faults_that_did_not_happen,
)
from bluebar.e2e.protocol.capabilities import ShowsCounts, TriesAgain
from bluebar.e2e.scenarios import odd_servers
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*odd_servers.ANSWERS, *odd_servers.FOLDERS, uses=(ShowsCounts,))
def test_a_lawful_server_gives_the_same_import(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_fault_happened(connection)
    expect_mailbox_untouched(connection)


@scenarios(odd_servers.MISSING_FOLDER, uses=(ShowsCounts,))
def test_a_folder_that_does_not_exist_is_not_reported(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_fault_happened(connection)
    expect_no_folder_told(connection)


@scenarios(odd_servers.EMPTY_FOLDER, uses=(ShowsCounts,))
def test_an_empty_folder_stops_no_import(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_no_folder_told(connection)
    note_faults_that_did_not_happen(connection)


@scenarios(odd_servers.ONE_REFUSED, uses=(ShowsCounts,))
def test_a_refused_folder_is_told_and_stops_no_import(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(without_folder(connection, odd_servers.CLOSED_FOLDER))
    expect_fault_happened(connection)
    expect_left_out_folder_told(connection, odd_servers.CLOSED_FOLDER)


@scenarios(odd_servers.ALL_REFUSED, uses=(TriesAgain,))
def test_a_mailbox_that_does_not_open_is_told(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_closed_mailbox_told(connection)
    expect_fault_happened(connection)
    expect_no_connection_left_open(mailbox)
