"""The app connects with each user name that the server accepts, and gives the reason if refused."""

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import expect_import_if_shown
from bluebar.e2e.expect.on_wire import expect_no_password_sent
from bluebar.e2e.expect.refusal_cost import expect_low_cost_of_refusal
from bluebar.e2e.expect.shown_page import expect_facts, expect_password_hint
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.protocol.capabilities import HintsAtPasswords
from bluebar.e2e.scenarios import credentials, login_refusals
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import change_the_door, connect, retry
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*credentials.USER_NAMES)
def test_user_names_and_logins_that_the_server_accepts_connect(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*login_refusals.REFUSED)
def test_a_refused_login_has_its_reason(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_low_cost_of_refusal(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(credentials.LOGIN_DISABLED)
def test_a_disabled_login_is_not_tried(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_no_password_sent(refused)
    expect_nothing_stored(refused)


@scenarios(credentials.PASTED, uses=(HintsAtPasswords,))
def test_a_password_that_looks_pasted_is_pointed_out(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_password_hint(refused)
    expect_nothing_stored(refused)


@scenarios(credentials.ONE_AT_A_TIME)
def test_a_retry_connects_when_the_server_has_room_again(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    change_the_door(refused)
    connection = retry(refused)
    expect_connected(connection)
    expect_import_if_shown(connection)
