"""The app reports a late, silent or missing server in time, and the form stays usable."""

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import expect_import_if_shown
from bluebar.e2e.expect.on_wire import expect_no_connection_left_open
from bluebar.e2e.expect.shown_page import expect_facts, expect_trying
from bluebar.e2e.expect.stored import expect_nothing_of, expect_nothing_stored
from bluebar.e2e.protocol.capabilities import CanBeCancelled
from bluebar.e2e.scenarios import timeouts
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import begin_to_connect, cancel, change_the_door, connect, retry
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*timeouts.IN_TIME)
def test_an_answer_within_the_deadline_connects(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*timeouts.REFUSED)
def test_a_missing_answer_is_reported_within_the_deadline(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_form_kept(refused)
    expect_no_connection_left_open(mailbox)
    expect_nothing_stored(refused)


@scenarios(timeouts.CANCELLED, uses=(CanBeCancelled,))
def test_a_cancelled_try_stores_nothing(user: User, mailbox: Mailbox) -> None:
    begin_to_connect(user, mailbox)
    expect_trying(user)
    cancel(user)
    expect_no_connection_left_open(mailbox)
    expect_nothing_of(user)


@scenarios(timeouts.SECOND_TRY)
def test_a_failed_try_does_not_affect_the_next(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    change_the_door(refused)
    connection = retry(refused)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(timeouts.SECOND_TRY_AFTER_TLS)
def test_the_right_port_connects_after_a_wrong_one(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    connection = retry(refused, port=993, use_ssl=True)
    expect_connected(connection)
    expect_import_if_shown(connection)
