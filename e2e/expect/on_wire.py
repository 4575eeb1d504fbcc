"""Expect the app to send the right logins and commands to the front door, and no others."""

import math
from dataclasses import dataclass
from itertools import pairwise

from bluebar.e2e.expect.wire import Wire, witness
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.subjects.canary_port import CanaryPort
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.faults import CountedFault
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Transcript

CLOSING_SECONDS = 10.0
"""Seconds in which an app must close its connections after it has shown a final state."""


class NothingHappened(HarnessError):
    """The front door's fault that the row needs did not happen, so the row proves nothing."""


def expect_last_login_as_typed(connection: Connection) -> None:
    """Expect the app's last accepted login to use the typed port, and SSL exactly if ticked."""
    wire = Wire.of(connection)
    typed = connection.typed
    seen = [(str(each.listening_on), bool(each.tls)) for each, _ in wire.accepted]
    if seen[-1:] != [(typed.port, typed.use_ssl)]:
        raise AppFailure(
            f"after the change the app should connect to port {typed.port}, "
            f"{'with' if typed.use_ssl else 'without'} SSL; {wire.summary}"
        )


def expect_app_never_came(connection: Connection) -> None:
    """Expect no connection to the front door: the app must check the fields before it connects."""
    wire = Wire.of(connection)
    door = connection.mailbox.endpoint.door
    if door is not None and door.conversations:
        raise AppFailure(f"the app connected in spite of a bad field: {wire.summary}")


def expect_no_injected_command(connection: Connection, tag: str) -> None:
    """Expect that the text after a typed line end did not reach the server as a command.

    Args:
        connection: the connection with the typed line end.
        tag: the IMAP tag with which the text after the line end begins.
    """
    for conversation in witness(connection.mailbox).conversations:
        for line in conversation.lines:
            if line.who == "app" and line.text.lower().startswith(f"{tag} "):
                raise AppFailure(f"the text after a line end became a command: {line.text!r}")


def expect_no_login_refused(connection: Connection) -> None:
    """Expect that none of the app's logins was answered with NO."""
    wire = Wire.of(connection)
    refused = [login for _, login in wire.logins if login.result == "NO"]
    if refused:
        raise AppFailure(f"the server refused {len(refused)} logins: {refused[0].text!r}")


def expect_no_password_sent(connection: Connection) -> None:
    """Expect that the app tried no login, so that the server does not learn the password."""
    wire = Wire.of(connection)
    if wire.logins:
        raise AppFailure(f"the app tried a login: {wire.summary}")


def expect_no_login_in_clear(connection: Connection) -> None:
    """Expect that the app tried no login before the connection was encrypted."""
    wire = Wire.of(connection)
    for conversation, login in wire.in_clear:
        raise AppFailure(
            f"{login.method} as {login.user!r} was sent to port {conversation.listening_on} in "
            f"clear, before TLS; {wire.summary}",
            FailureKind.SENT_IN_CLEAR,
        )


def expect_sent_as_typed(connection: Connection) -> None:
    """Expect that the server received exactly the typed user name."""
    wire = Wire.of(connection)
    sent = {login.user for _, login in wire.logins}
    if sent != {connection.typed.username}:
        raise AppFailure(
            f"{connection.typed.username!r} was typed; the server received "
            f"{', '.join(map(repr, sorted(sent))) or 'nothing'}"
        )


def expect_fault_happened(connection: Connection) -> None:
    """Make sure that each fault of the front door happened; otherwise the row proves nothing.

    Only faults that the front door counts are checked.

    Raises:
        NothingHappened: a fault did not happen.
    """
    for fault in _faults_that_did_not_happen(connection.mailbox):
        raise NothingHappened(
            wanted=f"a front door that {fault}",
            happened="the app never reached the fault",
            where=Wire.of(connection).summary,
            next_step="plan more messages in this scenario's shape, or let the fault happen "
            "earlier",
        )


def note_faults_that_did_not_happen(connection: Connection) -> None:
    """Note for the record each counted fault of the front door that the app gave no occasion."""
    for fault in _faults_that_did_not_happen(connection.mailbox):
        connection.user.attempt.note_not_looked_at(f"an app that meets a door that {fault}")


def _faults_that_did_not_happen(mailbox: Mailbox) -> list[CountedFault]:
    door = witness(mailbox)
    faults = {fault for _, each in door.door.listeners for fault in each.faults}
    return [
        fault for fault in faults if isinstance(fault, CountedFault) and not door.happened(fault)
    ]


def expect_never_tried(port: CanaryPort) -> None:
    """Expect that the app did not connect to this port, which has a private address."""
    if port.visitors:
        raise AppFailure(
            f"the app connected {port.visitors} times to {port.host}:{port.number}, "
            "a private address"
        )


@dataclass(frozen=True)
class LeftOpen:
    """The connections that an app left open: their number, and the last line of the first."""

    number: int
    last_line: str


def wait_until_closed(door: ProxyEndpoint) -> LeftOpen | None:
    """Wait until the app has closed every connection to a front door.

    Returns:
        None; or what is still open after `CLOSING_SECONDS`.
    """
    if door.wait_for(lambda said: all(each.is_left for each in said), within=CLOSING_SECONDS):
        return None
    still_open = [each for each in door.conversations if not each.is_left]
    last = still_open[0].lines[-1].text if still_open and still_open[0].lines else "nothing"
    return LeftOpen(len(still_open), last)


def expect_no_connection_left_open(mailbox: Mailbox) -> None:
    """Expect the app to close every connection to the front door within `CLOSING_SECONDS`."""
    if (left_open := wait_until_closed(witness(mailbox))) is not None:
        raise AppFailure(
            f"{left_open.number} connections are open {CLOSING_SECONDS:g} s after the end; "
            f"the last line is {left_open.last_line!r}"
        )


def expect_one_connection_at_a_time(mailbox: Mailbox) -> None:
    """Expect that no two logged-in connections of the app overlap in time.

    A connection is logged in from an accepted login to the app's LOGOUT, or to its end.
    """
    periods = sorted(filter(None, map(_logged_in, witness(mailbox).conversations)))
    for (_, first_ends, first), (second_begins, _, second) in pairwise(periods):
        if second_begins < first_ends:
            ends = f"+{first_ends:.2f} s" if first_ends < math.inf else "the end of the test"
            raise AppFailure(
                f"two connections were logged in at the same time: {first} was logged in until "
                f"{ends}, and {second} logged in at +{second_begins:.2f} s. A server that accepts "
                "one connection at a time refuses the second"
            )


def _logged_in(conversation: Transcript) -> tuple[float, float, str] | None:
    """Return from when to when a connection was logged in, and its name; None if it never was."""
    accepted = [login.at for login in conversation.logins if login.result == "OK"]
    if not accepted:
        return None
    ends = (conversation.logout_at, conversation.app_left_at, conversation.closed_at)
    name = f"the connection to port {conversation.listening_on} of +{conversation.opened_at:.2f} s"
    return min(accepted), min((each for each in ends if each is not None), default=math.inf), name
