"""A refusal has the right reason, keeps the form, and stores nothing."""

from bluebar.e2e.expect.connect_verdict import (
    expect_connected,
    expect_form_kept,
    expect_refused,
    require_no_default_port,
)
from bluebar.e2e.expect.imported import expect_import_if_shown
from bluebar.e2e.expect.on_wire import expect_app_never_came
from bluebar.e2e.expect.refusal_cost import expect_low_cost_of_refusal, expect_only_typed_login
from bluebar.e2e.expect.shown_page import expect_error_at_wrong_field
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.scenarios import refusals
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect, retry
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*refusals.CREDENTIALS, *refusals.UNREACHABLE)
def test_a_refusal_has_its_reason_and_nothing_is_stored(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)
    expect_low_cost_of_refusal(refused)


@scenarios(refusals.THEN_THE_RIGHT_ONE)
def test_the_right_password_connects_after_a_wrong_one(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_only_typed_login(refused)
    connection = retry(refused, password="{password}")
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*refusals.MISSING, *refusals.INVALID)
def test_a_bad_field_is_named_and_the_app_connects_nowhere(user: User, mailbox: Mailbox) -> None:
    refused = connect(user, mailbox)
    require_no_default_port(refused)
    expect_refused(refused)
    expect_error_at_wrong_field(refused)
    expect_app_never_came(refused)
    expect_nothing_stored(refused)
