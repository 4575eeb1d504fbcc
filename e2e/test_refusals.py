"""What must be refused is refused by its right name, keeps the form, and stores nothing."""

from e2e.expectations import (
    expect_connected,
    expect_form_kept,
    expect_nothing_stored,
    expect_refused,
)
from e2e.expectations_on_import import expect_import
from e2e.expectations_on_page import expect_told_at_its_field
from e2e.expectations_on_wire import expect_app_never_came
from e2e.flows import connect, retry
from e2e.people import Mailbox, User
from e2e.scenario import scenarios
from e2e.scenarios import refusals


@scenarios(*refusals.CREDENTIALS, *refusals.UNREACHABLE)
def test_a_refusal_is_named_and_nothing_is_stored(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(refusals.THEN_THE_RIGHT_ONE)
def test_the_right_password_connects_after_a_wrong_one(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    connection = retry(refused, password="{password}")
    expect_connected(connection)
    expect_import(connection)


@scenarios(*refusals.MISSING, *refusals.INVALID)
def test_a_bad_field_is_named_and_nothing_is_tried(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_told_at_its_field(refused)
    expect_app_never_came(refused)
    expect_nothing_stored(refused)
