"""The app verifies the server's certificate before it logs in, whatever the port and SSL."""

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import expect_import_if_shown
from bluebar.e2e.expect.on_wire import expect_no_password_sent
from bluebar.e2e.expect.server_name import expect_server_name_sent
from bluebar.e2e.expect.shown_page import expect_facts
from bluebar.e2e.expect.stored import expect_no_account
from bluebar.e2e.scenarios import certificates
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*certificates.CONNECTING)
def test_a_good_or_unused_certificate_connects(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*certificates.BY_NAME)
def test_a_server_of_many_names_is_asked_by_name(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_server_name_sent(connection)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*certificates.REFUSED, *certificates.BAD_BY_NAME, *certificates.TOO_OLD)
def test_a_bad_certificate_is_named_and_gets_no_password(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_no_password_sent(refused)
    expect_form_kept(refused)
    expect_no_account(refused)
