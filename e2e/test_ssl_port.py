"""The app uses SSL as ticked and the port as typed, and says so if SSL and port do not match."""

from bluebar.e2e.expect.connect_verdict import expect_connected, expect_form_kept, expect_refused
from bluebar.e2e.expect.imported import expect_import_if_shown
from bluebar.e2e.expect.shown_page import expect_port_to_follow_tick
from bluebar.e2e.expect.stored import expect_nothing_stored
from bluebar.e2e.protocol.declarations import FollowsTheTick
from bluebar.e2e.scenarios import ssl_port
from bluebar.e2e.scenarios.model import scenarios
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


@scenarios(*ssl_port.CONNECTS)
def test_ssl_and_port_are_used_exactly_as_typed(user: User, mailbox: Mailbox) -> None:
    connection = connect(user, mailbox)
    expect_connected(connection)
    expect_import_if_shown(connection)


@scenarios(*ssl_port.REFUSED)
def test_a_mismatch_of_ssl_and_port_is_named_within_the_deadline(
    user: User, mailbox: Mailbox
) -> None:
    refused = connect(user, mailbox)
    expect_refused(refused)
    expect_form_kept(refused)
    expect_nothing_stored(refused)


@scenarios(ssl_port.PORT_FOLLOWS_THE_TICK, uses=(FollowsTheTick,))
def test_the_port_follows_the_tick_unless_another_port_is_typed(user: User) -> None:
    expect_port_to_follow_tick(user)
