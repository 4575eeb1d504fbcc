"""Expect the app to send the right logins and commands to the front door, and no others."""

import math
from dataclasses import dataclass
from itertools import pairwise

from bluebar.e2e.expect.wire import Wire, witness
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.subjects.canary_port import CanaryPort
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.frontdoor.faults import CountedFault
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Transcript

CLOSING_SECONDS = 10.0
"""The seconds that an app may take to close its connections after it has shown a final state."""


def expect_last_login_as_typed(connection: Connection) -> None:
    """Expect the last accepted login at the typed port, with TLS if and only if SSL was ticked."""
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
        raise AppFailure(
            "the app should refuse the bad input of a field before it connects; it connected: "
            f"{wire.summary}"
        )


def expect_no_injected_command(connection: Connection, tag: str) -> None:
    """Expect that the typed text after a line end did not reach the server as a command.

    Args:
        connection: the connection whose input contains a line end and an IMAP command after it.
        tag: the tag of this IMAP command.
    """
    for conversation in witness(connection.mailbox).conversations:
        for line in conversation.lines:
            if line.who == "app" and line.text.lower().startswith(f"{tag} "):
                raise AppFailure(
                    "the typed text after a line end should not become an IMAP command; the app "
                    f"sent {line.text!r}"
                )


def expect_no_login_refused(connection: Connection) -> None:
    """Expect that none of the app's logins was answered with NO."""
    wire = Wire.of(connection)
    refused = [login for _, login in wire.logins if login.result == "NO"]
    if refused:
        raise AppFailure(
            f"the server should accept every login; it refused {len(refused)}, the first with "
            f"{refused[0].text!r}"
        )


def expect_no_password_sent(connection: Connection) -> None:
    """Expect that the app tried no login: this server must not get the password."""
    wire = Wire.of(connection)
    if wire.logins:
        raise AppFailure(f"the app should send this server no password; it did: {wire.summary}")


def expect_no_login_in_clear(connection: Connection) -> None:
    """Expect that the app tried no login before the connection was encrypted."""
    wire = Wire.of(connection)
    for conversation, login in wire.in_clear:
        raise AppFailure(
            f"the app should log in only over TLS; it sent {login.method} as {login.user!r} in "
            f"clear to port {conversation.listening_on}; {wire.summary}",
            FailureKind.SENT_IN_CLEAR,
        )


def expect_sent_as_typed(connection: Connection) -> None:
    """Expect that the server received exactly the typed user name."""
    wire = Wire.of(connection)
    sent = {login.user for _, login in wire.logins}
    if sent != {connection.typed.username}:
        raise AppFailure(
            f"the server should receive the typed user name {connection.typed.username!r}; it "
            f"received {', '.join(map(repr, sorted(sent))) or 'nothing'}"
        )


def expect_fault_happened(connection: Connection) -> None:
    """Make sure that each fault of the front door happened: else the row proves nothing.

    An app may do its work without commands that meet the fault. For example, an app that reads only
    INBOX lists no folders. Only counted faults (`CountedFault`) are checked: the front door notes
    when they happen.

    Raises:
        NotLookedAt: a fault did not happen.
    """
    for fault in _faults_that_did_not_happen(connection.mailbox):
        raise NotLookedAt(
            f"the front door {fault}; {connection.user.target.name} sent no command that is "
            "affected by this"
        )


def note_faults_that_did_not_happen(connection: Connection) -> None:
    """Note for the record each counted fault of the front door that did not happen."""
    for fault in _faults_that_did_not_happen(connection.mailbox):
        connection.user.attempt.note_not_looked_at(f"an app that meets a door that {fault}")


def _faults_that_did_not_happen(mailbox: Mailbox) -> list[CountedFault]:
    door = witness(mailbox)
    faults = {fault for _, each in door.door.listeners for fault in each.faults}
    return [
        fault for fault in faults if isinstance(fault, CountedFault) and not door.happened(fault)
    ]


def expect_never_tried(port: CanaryPort) -> None:
    """Expect that the app did not connect to this port at a private address."""
    if port.visitors:
        raise AppFailure(
            f"the app should not connect to {port.host}:{port.number}, a private address; it "
            f"connected {port.visitors} times"
        )


@dataclass(frozen=True)
class LeftOpen:
    """The connections that an app left open.

    Attributes:
        number: the number of these connections.
        last_line: the last line that was sent on the first of these connections.
    """

    number: int
    last_line: str


def wait_until_closed(door: ProxyEndpoint) -> LeftOpen | None:
    """Wait until the app has closed every connection to a front door.

    Returns:
        None if all were closed; otherwise the connections that are open after `CLOSING_SECONDS`.
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
            f"the app should close its connections; still open after {CLOSING_SECONDS:g} s: "
            f"{left_open.number}; the last line of the first open connection is "
            f"{left_open.last_line!r}"
        )


def expect_one_connection_at_a_time(mailbox: Mailbox) -> None:
    """Expect that the app was never logged in on two connections at the same time.

    A connection counts as logged in from an accepted login until LOGOUT or the connection's end.
    """
    periods = sorted(filter(None, map(_logged_in, witness(mailbox).conversations)))
    for (_, first_ends, first), (second_begins, _, second) in pairwise(periods):
        if second_begins < first_ends:
            ends = f"+{first_ends:.2f} s" if first_ends < math.inf else "the end of the test"
            raise AppFailure(
                f"the app should be logged in on one connection at a time, because some servers "
                f"refuse a second one; {first} was logged in until {ends}, and {second} logged in "
                f"at +{second_begins:.2f} s"
            )


def _logged_in(conversation: Transcript) -> tuple[float, float, str] | None:
    """Return from when to when (in seconds) the app was logged in on a connection, and its name.

    The result is None if the app was never logged in on this connection.
    """
    accepted = [login.at for login in conversation.logins if login.result == "OK"]
    if not accepted:
        return None
    ends = (conversation.logout_at, conversation.app_left_at, conversation.closed_at)
    opened = f"opened at +{conversation.opened_at:.2f} s"
    name = f"the connection to port {conversation.listening_on}, {opened},"
    return min(accepted), min((each for each in ends if each is not None), default=math.inf), name
