"""Certificates x ports x SSL: what is asked for is what happens; no password before it holds."""

from e2e.expectations import (
    expect_connected,
    expect_form_kept,
    expect_no_account,
    expect_refused,
)
from e2e.expectations_on_import import expect_import
from e2e.expectations_on_page import expect_facts
from e2e.expectations_on_wire import expect_no_password_sent
from e2e.flows import connect
from e2e.people import Mailbox, User
from e2e.scenario import scenarios
from e2e.scenarios import certificates


@scenarios(*certificates.CONNECTING, *certificates.BY_NAME)
def test_what_holds_or_is_not_asked_for_connects(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)


@scenarios(*certificates.REFUSED, *certificates.BAD_BY_NAME, *certificates.TOO_OLD)
def test_what_does_not_hold_is_named_and_gets_no_password(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_facts(refused)
    expect_no_password_sent(refused)
    expect_form_kept(refused)
    expect_no_account(refused)
