"""SSL x port: what is ticked and typed is what goes over the wire, and a mismatch is named."""

from e2e.expectations import (
    expect_connected,
    expect_form_kept,
    expect_nothing_stored,
    expect_refused,
)
from e2e.expectations_on_import import expect_import
from e2e.expectations_on_page import expect_port_to_follow_the_tick
from e2e.flows import connect
from e2e.people import Mailbox, User
from e2e.scenario import scenarios
from e2e.scenarios import ssl_port


@scenarios(*ssl_port.CONNECTS)
def test_ssl_and_port_are_used_just_as_typed(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import(connection)


@scenarios(*ssl_port.REFUSED)
def test_a_mismatch_of_ssl_and_port_is_named_within_the_deadline(
    user: User, mailbox: Mailbox
) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(ssl_port.PORT_FOLLOWS_THE_TICK)
def test_the_port_follows_the_tick_unless_it_is_the_persons_own(user: User) -> None:
    expect_port_to_follow_the_tick(user)
