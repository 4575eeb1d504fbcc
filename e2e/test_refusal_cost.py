"""A refusal costs one login at most for each click, and leaves no connection open."""

from bluebar.e2e.expect.connect_verdict import expect_not_saved, expect_refused
from bluebar.e2e.expect.imported import connect_and_import
from bluebar.e2e.expect.on_wire import expect_no_password_sent
from bluebar.e2e.expect.refusal_cost import (
    expect_connection_closed,
    expect_one_login,
    expect_user_name_as_typed,
)
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.protocol.capabilities import CanBeEdited, ShowsCounts
from bluebar.e2e.scenarios import refusal_cost
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect, retry
from bluebar.e2e.steps.connected_account import edit
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*refusal_cost.ONE_LOGIN)
def test_a_refused_login_is_tried_once_and_as_typed(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_connection_closed(refused)
    expect_one_login(refused)
    expect_user_name_as_typed(refused)
    expect_nothing_stored(refused)


@scenarios(refusal_cost.TWO_CLICKS)
def test_each_click_costs_one_login(user: User, mailbox: Mailbox) -> None:
    first = connect(user, mailbox)
    expect_refused(first)
    expect_one_login(first)
    second = retry(first)
    expect_refused(second)
    expect_connection_closed(second)
    expect_one_login(second)
    expect_user_name_as_typed(second)


@scenarios(refusal_cost.EDITED, uses=(CanBeEdited, ShowsCounts))
def test_a_refused_change_of_the_password_is_tried_once(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    refused = edit(connection, password="not-{password}")
    expect_not_saved(refused)
    expect_connection_closed(refused)
    expect_one_login(refused)
    expect_user_name_as_typed(refused)


@scenarios(*refusal_cost.NO_LOGIN)
def test_a_refused_certificate_costs_no_login(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_no_password_sent(refused)
    expect_connection_closed(refused)
    expect_nothing_stored(refused)
