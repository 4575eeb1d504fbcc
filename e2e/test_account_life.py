"""Later steps with an account leave one account, the right import and one summary."""

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.expect.account_life import (
    expect_import_at_another_server,
    expect_logins_since,
    expect_no_server_error,
    expect_nothing_sent_to,
    expect_one_account,
    expect_password_field_empty,
    expect_repeated,
    expect_sync_refused,
    tried_logins,
)
from bluebar.e2e.expect.connect_verdict import expect_connected, expect_not_saved, expect_saved
from bluebar.e2e.expect.imported import (
    connect_and_import,
    expect_import,
    expect_import_after_another_sync,
    expect_import_if_shown,
    expect_sync_problem,
)
from bluebar.e2e.expect.on_wire import expect_last_login_as_typed, expect_no_connection_left_open
from bluebar.e2e.expect.stored import (
    expect_account_gone,
    expect_account_listed,
    expect_no_summary,
    expect_nothing_stored,
)
from bluebar.e2e.expect.summary_email import (
    expect_one_summary,
    expect_summary,
    expect_summary_if_sent,
)
from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.account_capabilities import AsksBeforeDisconnect, NamesSyncProblems
from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ShowsBanner,
    ShowsCounts,
    ShowsProgress,
    SyncsNow,
    TriesAgain,
)
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios import account_life
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import change_the_door, connect
from bluebar.e2e.steps.connected_account import (
    ask_to_disconnect_in_another_tab,
    confirm_late,
    disconnect,
    edit,
    wait_until_half_way,
)
from bluebar.e2e.steps.tabs import connect_in_two_tabs, go_back
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(account_life.CONNECT_AGAIN, uses=(ShowsCounts, CanBeDisconnected, SendsSummary))
def test_a_disconnected_mailbox_can_be_connected_again(user: User, mailbox: Mailbox) -> None:
    first = connect_and_import(user, mailbox)
    summary = expect_summary(first)
    disconnect(first)
    expect_account_gone(first)
    second = connect_and_import(user, mailbox)
    expect_account_listed(second)
    expect_summary(second, earlier=[summary])


@scenarios(
    account_life.CONNECT_AGAIN_AT_ONCE,
    uses=(ShowsCounts, CanBeDisconnected, ShowsProgress, SendsSummary),
)
def test_an_interrupted_sync_does_not_disturb_the_next_connection(
    user: User, mailbox: Mailbox
) -> None:
    first = connect(user, mailbox)
    expect_connected(first)
    wait_until_half_way(first)
    disconnect(first)
    second = connect_and_import(user, mailbox)
    expect_account_listed(second)
    expect_no_connection_left_open(mailbox)
    expect_summary(second)


@scenarios(
    account_life.DISCONNECTED_TWICE,
    uses=(ShowsCounts, CanBeDisconnected, AsksBeforeDisconnect),
)
def test_a_second_disconnect_of_the_same_account_is_no_error(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    confirm = ask_to_disconnect_in_another_tab(connection)
    disconnect(connection)
    status = confirm_late(connection, confirm)
    expect_no_server_error(status, "the account is disconnected a second time")
    expect_account_gone(connection)


@scenarios(account_life.DISCONNECTED_IN_SYNC, uses=(ShowsCounts, CanBeDisconnected, ShowsProgress))
def test_an_account_that_is_disconnected_during_its_sync_leaves_nothing(
    user: User, mailbox: Mailbox
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    wait_until_half_way(connection)
    disconnect(connection)
    expect_no_connection_left_open(mailbox)
    expect_nothing_stored(connection)


@scenarios(
    account_life.PASSWORD_CHANGED,
    uses=(NamesSyncProblems, CanBeEdited, ShowsBanner, ShowsCounts, SyncsNow),
)
def test_a_new_password_is_asked_for_and_heals_the_account(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_summary_if_sent(connection)
    connection = environment.change_password(environment.deliver_more(connection))
    before = tried_logins(mailbox)
    expect_sync_refused(connection, Reason.WRONG_CREDENTIALS)
    expect_logins_since(connection, before, at_most=1, after="a sync with the old password")
    expect_account_listed(connection)
    healed = edit(connection, password="{password}")
    expect_saved(healed)
    expect_import_after_another_sync(healed)
    expect_last_login_as_typed(healed)
    expect_one_summary(healed)


@scenarios(account_life.PASSWORD_NOT_HAMMERED, uses=(NamesSyncProblems, TriesAgain, ShowsCounts))
def test_a_refused_login_is_not_repeated(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    changed = connect_and_import(user, mailbox)
    unreachable = connect_and_import(user, environment.mailbox_that_shares(mailbox))
    changed = environment.change_password(changed)
    before = tried_logins(mailbox)
    expect_sync_refused(changed, Reason.WRONG_CREDENTIALS)
    change_the_door(unreachable)
    expect_sync_problem(unreachable)
    expect_repeated(unreachable, times=3)
    expect_logins_since(changed, before, at_most=1, after="one sync, with time for further ones,")


@scenarios(
    account_life.WRONG_NEW_PASSWORD, account_life.OTHER_USER_NAME,
    uses=(CanBeEdited, ShowsCounts, SyncsNow),
)  # fmt: skip
def test_a_refused_change_keeps_the_saved_login(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    before = tried_logins(mailbox)
    refused = edit(connection, **account_life.WRONG_CHANGES[mailbox.scenario.id])
    expect_not_saved(refused)
    expect_logins_since(refused, before, at_most=1, after="one click on Save")
    expect_import_after_another_sync(connection)
    expect_last_login_as_typed(connection)


@scenarios(account_life.OTHER_SERVER, uses=(CanBeEdited, ShowsCounts, SyncsNow))
def test_the_stored_password_does_not_go_to_another_server(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    other = environment.at_another_server(mailbox)
    refused = edit(connection, server=other.endpoint.host, port=other.endpoint.ports[993])
    expect_nothing_sent_to(other)
    expect_not_saved(refused)
    expect_import_after_another_sync(connection)
    expect_nothing_sent_to(other)


@scenarios(
    account_life.OTHER_SERVER_WITH_PASSWORD,
    uses=(CanBeEdited, ShowsBanner, ShowsCounts, SyncsNow),
)
def test_an_account_moves_to_another_server(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    other = environment.at_another_server(mailbox)
    before = tried_logins(mailbox)
    moved = edit(
        connection,
        server=other.endpoint.host,
        port=other.endpoint.ports[993],
        password="{password}",
    )
    expect_saved(moved)
    expect_import_at_another_server(moved, other)
    expect_logins_since(connection, before, at_most=0, after="the move to another server")


@scenarios(account_life.TWO_TABS)
def test_two_tabs_connect_a_mailbox_once(user: User, mailbox: Mailbox) -> None:
    first, second = connect_in_two_tabs(user, mailbox)
    expect_one_account(first, second)
    expect_import_if_shown(first)
    expect_summary_if_sent(first)


@scenarios(account_life.DOUBLE_CLICK)
def test_a_double_click_connects_a_mailbox_once(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox, clicks=2)
    expect_connected(connection)
    expect_account_listed(connection)
    expect_import_if_shown(connection)
    expect_summary_if_sent(connection)


@scenarios(account_life.BACK_BUTTON)
def test_the_back_button_connects_nothing_again(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    go_back(user)
    expect_password_field_empty(user)
    expect_account_listed(connection)
    expect_import_if_shown(connection)


@scenarios(account_life.RESTARTED_BEFORE, uses=(ShowsCounts, SendsSummary))
def test_one_summary_comes_if_the_app_restarts_before_its_sync(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect(user, mailbox)
    environment.kill_app()
    expect_connected(connection)
    expect_no_summary(connection)
    change_the_door(connection)
    environment.restart_app(connection)
    expect_import(connection)
    expect_summary(connection)


@scenarios(account_life.RESTARTED_IN_SYNC, uses=(ShowsCounts, ShowsProgress, SendsSummary))
def test_one_summary_comes_if_the_app_restarts_twice_in_its_sync(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    environment.kill_app_during_sync(connection)
    environment.restart_app(connection)
    environment.kill_app()
    expect_no_summary(connection)
    change_the_door(connection)
    environment.restart_app(connection)
    expect_import(connection)
    expect_summary(connection)


@scenarios(account_life.RESTARTED_AFTER, uses=(ShowsCounts, SyncsNow, SendsSummary))
def test_no_second_summary_comes_if_the_app_restarts_after_the_first(
    user: User, mailbox: Mailbox, environment: Environment
) -> None:
    connection = connect_and_import(user, mailbox)
    expect_summary(connection)
    environment.kill_app()
    environment.restart_app(connection)
    expect_import(connection)
    expect_import_after_another_sync(connection)
    expect_one_summary(connection)
