"""An account connects with an odd password, and is right after a reload, edit and disconnect."""

from bluebar.e2e.expect.connect_verdict import (
    expect_already_connected,
    expect_connected,
    expect_not_saved,
    expect_saved,
)
from bluebar.e2e.expect.imported import (
    connect_and_import,
    expect_import,
    expect_import_after_another_sync,
    expect_import_if_shown,
)
from bluebar.e2e.expect.on_wire import expect_last_login_as_typed
from bluebar.e2e.expect.shown_page import expect_sign_in_address_filled_in
from bluebar.e2e.expect.stored import expect_account_gone, expect_account_listed, expect_nothing_of
from bluebar.e2e.plugin import MakeUser
from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ShowsBanner,
    ShowsCounts,
    SyncsNow,
)
from bluebar.e2e.scenarios import account
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.steps.connected_account import disconnect, edit
from bluebar.e2e.steps.keyboard import connect_by_keyboard
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*account.LEGAL_ODD_ONES, account.TRIMMED, *account.ADDRESSES)
def test_an_odd_but_legal_password_or_address_connects(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(account.CONNECTED_ADDRESS, uses=(ShowsCounts,))
def test_the_proposed_sign_in_address_connects(user: User, mailbox: Mailbox) -> None:
    expect_sign_in_address_filled_in(user)
    connect_and_import(user, mailbox)


@scenarios(account.RELOAD)
def test_the_account_is_still_there_after_a_reload(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    user.page.reload()
    expect_account_listed(connection)
    expect_import_if_shown(connection)


@scenarios(account.SECOND_USER, uses=(ShowsCounts,))
def test_another_user_sees_nothing_of_the_first(
    user: User, mailbox: Mailbox, make_user: MakeUser
) -> None:
    connect_and_import(user, mailbox)
    expect_nothing_of(make_user())


@scenarios(account.TWICE, uses=(ShowsCounts,))
def test_the_same_mailbox_is_not_connected_twice(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_already_connected(connect(user, mailbox))
    expect_account_listed(connection)
    expect_import(connection)


@scenarios(account.TWICE_IN_CAPITALS, uses=(ShowsCounts,))
def test_the_same_address_in_capitals_is_the_same_mailbox(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    shouted = mailbox.account.address.upper()
    again = mailbox.typed(email_address=shouted, username=shouted)
    expect_already_connected(connect(user, mailbox, again))
    expect_account_listed(connection)


@scenarios(account.DISCONNECT, uses=(ShowsCounts, CanBeDisconnected))
def test_a_disconnected_account_stays_gone(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    disconnect(connection)
    expect_account_gone(connection)
    user.page.reload()
    expect_account_gone(connection)


@scenarios(account.EDIT, uses=(ShowsBanner, ShowsCounts, SyncsNow, CanBeEdited))
def test_an_edited_account_keeps_its_password(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    edited = edit(connection, port=143, use_ssl=False)
    expect_saved(edited)
    expect_import_after_another_sync(edited)
    expect_last_login_as_typed(edited)


@scenarios(account.EDIT_TRIES_WHAT_IS_SHOWN, uses=(ShowsCounts, SyncsNow, CanBeEdited))
def test_a_failed_edit_changes_nothing(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_not_saved(edit(connection, port=2525, use_ssl=False))
    expect_import_after_another_sync(connection)
    expect_last_login_as_typed(connection)


@scenarios(account.KEYBOARD)
def test_the_form_can_be_filled_in_and_sent_by_keyboard(user: User, mailbox: Mailbox) -> None:
    connection = connect_by_keyboard(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)
