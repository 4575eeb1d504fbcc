"""The bar after each step, the edit form and the list of accounts show the right account."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.account_facts import (
    expect_connection_shown,
    expect_disconnect_counts,
    expect_edit_form_as_typed,
)
from bluebar.e2e.expect.bar import expect_bar_gone_on_next_visit, expect_blue_bar
from bluebar.e2e.expect.connect_verdict import (
    expect_connected,
    expect_not_saved,
    expect_refused,
    expect_saved,
)
from bluebar.e2e.expect.imported import connect_and_import
from bluebar.e2e.expect.stored import expect_account_listed
from bluebar.e2e.protocol.capabilities import ShowsBanner, ShowsCounts
from bluebar.e2e.protocol.shown_capabilities import Step
from bluebar.e2e.scenarios import shown_account
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect, retry
from bluebar.e2e.steps.connected_account import disconnect, edit
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(shown_account.BAR_OF_LOCAL_PART)
def test_the_bar_names_the_typed_address(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_blue_bar(connection)
    expect_bar_gone_on_next_visit(connection)


@scenarios(shown_account.BAR_IN_THE_DARK)
def test_the_bar_is_blue_and_readable_in_dark_colours(user: User, mailbox: Mailbox) -> None:
    user.page.emulate_media(color_scheme="dark")
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_blue_bar(connection)


@scenarios(shown_account.BAR_AFTER_REFUSAL)
def test_the_bar_after_a_refusal_says_only_that_it_connected(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    connection = retry(refused, password="{password}")
    expect_connected(connection)
    expect_blue_bar(connection)
    expect_bar_gone_on_next_visit(connection)


@scenarios(shown_account.BAR_AFTER_EDIT)
def test_the_bar_after_an_edit_names_the_account(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    edited = edit(connection, port=143, use_ssl=False)
    expect_saved(edited)
    expect_blue_bar(edited, Step.EDIT)
    expect_bar_gone_on_next_visit(edited)


@scenarios(shown_account.BAR_AFTER_DISCONNECT)
def test_the_bars_after_disconnect_and_connect_say_what_was_done(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    disconnect(connection)
    expect_blue_bar(connection, Step.DISCONNECT)
    expect_bar_gone_on_next_visit(connection)
    again = connect(user, mailbox)
    expect_connected(again)
    expect_blue_bar(again)
    expect_bar_gone_on_next_visit(again)


@scenarios(shown_account.BAR_OF_SECOND)
def test_the_bar_of_a_second_account_names_the_second(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    first = connect(user, mailbox)
    expect_connected(first)
    second = connect(user, environment.mailbox_that_shares(mailbox))
    expect_connected(second)
    expect_blue_bar(second)
    expect_bar_gone_on_next_visit(second)


@scenarios(*shown_account.EDIT_FORMS)
def test_the_edit_form_contains_what_was_typed(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_connection_shown(connection)
    expect_edit_form_as_typed(connection)


@scenarios(shown_account.EDIT_FORM_AFTER_EDITS, uses=(ShowsBanner,))
def test_the_edit_form_contains_what_is_saved(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_not_saved(edit(connection, port=2525, use_ssl=False))
    expect_connection_shown(connection)
    expect_edit_form_as_typed(connection)
    edited = edit(connection, port=143, use_ssl=False)
    expect_saved(edited)
    expect_connection_shown(edited)
    expect_edit_form_as_typed(edited)


@scenarios(shown_account.QUESTION, uses=(ShowsCounts,))
def test_the_question_before_a_disconnect_states_what_is_removed(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_disconnect_counts(connection)
    expect_account_listed(connection)
