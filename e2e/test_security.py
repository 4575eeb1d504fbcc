"""Attacks through the connect form fail, and secrets are never shown."""

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import connect_and_import
from bluebar.e2e.expect.on_wire import (
    expect_never_tried,
    expect_no_injected_command,
    expect_no_login_in_clear,
    expect_no_password_sent,
    expect_sent_as_typed,
)
from bluebar.e2e.expect.refusal_cost import expect_connection_closed
from bluebar.e2e.expect.shown_page import (
    expect_facts,
    expect_no_autofill,
    expect_nothing_executed,
    expect_same_words,
)
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.expect.summary_email import expect_summary_if_sent
from bluebar.e2e.protocol.capabilities import CanBeEdited, ShowsCounts
from bluebar.e2e.scenarios import security
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect, connect_past_the_browser
from bluebar.e2e.steps.connected_account import open_to_change
from bluebar.e2e.subjects.canary_port import listening
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*security.STARTTLS_USED, uses=(ShowsCounts,))
def test_starttls_comes_before_the_login(user: User, mailbox: Mailbox) -> None:
    connection = connect_and_import(user, mailbox)
    expect_no_login_in_clear(connection)


@scenarios(*security.STARTTLS_DENIED)
def test_without_starttls_no_password_is_sent(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_no_password_sent(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(security.HANGS_UP)
def test_after_a_lost_handshake_nothing_goes_in_clear(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_connection_closed(refused)
    expect_no_login_in_clear(refused)
    expect_nothing_stored(refused)


@scenarios(*security.PRIVATE)
def test_a_private_address_is_refused_without_a_connection(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(security.NO_SCANNER)
def test_the_form_reveals_nothing_about_a_private_port(user: User, mailbox: Mailbox) -> None:
    with listening() as port:
        opened = connect(user, mailbox, mailbox.typed(server=port.host, port=port.number))
        expect_refused(opened)
    closed = connect(user, mailbox, mailbox.typed(server=port.host, port=port.number))
    expect_refused(closed)
    expect_same_words(opened, closed)
    expect_never_tried(port)


@scenarios(*security.INJECTED)
def test_a_line_end_injects_no_command(user: User, mailbox: Mailbox) -> None:
    refused = connect_past_the_browser(user, mailbox, security.LINE_END)
    expect_refused(refused)
    expect_no_injected_command(refused, security.INJECTED_TAG)
    expect_nothing_stored(refused)


@scenarios(*security.TAKEN_AS_TYPED)
def test_the_server_receives_exactly_the_typed_user_name(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_sent_as_typed(refused)
    expect_nothing_stored(refused)


@scenarios(security.SERVER_TEXT)
def test_a_servers_text_is_not_rendered_as_html(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_nothing_executed(refused)


@scenarios(security.AUTOFILL)
def test_a_browser_does_not_fill_in_the_saved_sign_in(user: User) -> None:
    expect_no_autofill(user)


@scenarios(*security.PASSWORDS, uses=(ShowsCounts,))
def test_a_password_is_shown_nowhere(user: User, mailbox: Mailbox) -> None:
    # Every test ends with a search for its passwords (e2e/environment/password_leaks.py). The
    # passwords of these rows look different in each encoding, so the search needs every encoding.
    connection = connect_and_import(user, mailbox)
    expect_summary_if_sent(connection)


@scenarios(security.PASSWORD_IN_FORM, uses=(CanBeEdited,))
def test_the_form_to_change_an_account_contains_no_password(user: User, mailbox: Mailbox) -> None:
    # Every test ends with a search for its passwords on the open page, which is this form.
    connection = connect(user, mailbox)
    expect_connected(connection)
    open_to_change(connection)
