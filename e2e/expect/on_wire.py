"""What must have crossed the wire, and what must not: read at the front door, never in the form."""

from bluebar.e2e.expect.wire import Wire, witness
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.subjects.canary_port import CanaryPort
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.faults import CountedFault
from bluebar.mailserver.frontdoor.transcript import Transcript

PARTING_SECONDS = 10.0
"""How long an app may take to end its connections after it has shown the end of its work."""


class NothingHappened(HarnessError):
    """What the row is about did not happen, so nothing is proved."""


def expect_last_login_as_typed(connection: Connection) -> None:
    """Expect the app to have come, the last time, to the port and with the SSL that were typed."""
    wire = Wire.of(connection)
    typed = connection.typed
    seen = [(str(each.listening_on), bool(each.tls)) for each, _ in wire.accepted]
    if seen[-1:] != [(typed.port, typed.use_ssl)]:
        raise AppFailure(
            f"after the change the app should come to port {typed.port}, "
            f"{'with' if typed.use_ssl else 'without'} SSL; {wire.summary}"
        )


def expect_app_never_came(connection: Connection) -> None:
    """Expect that nothing was tried: a bad field is seen before any connection is made."""
    wire = Wire.of(connection)
    door = connection.mailbox.access.door
    if door is not None and door.conversations:
        raise AppFailure(f"a bad field was sent on: {wire.summary}")


def expect_no_command_of_its_own(connection: Connection, tag: str) -> None:
    """Expect that what was typed behind a line end came to the server as no command."""
    for conversation in witness(connection.mailbox).conversations:
        for line in conversation.lines:
            if line.who == "app" and line.text.lower().startswith(f"{tag} "):
                raise AppFailure(f"a line end made a command of what was typed: {line.text!r}")


def expect_no_login_refused(connection: Connection) -> None:
    """Expect that the server had no reason to turn the app away."""
    wire = Wire.of(connection)
    refused = [login for _, login in wire.logins if login.result == "NO"]
    if refused:
        raise AppFailure(
            f"the server turned the app away {len(refused)} times: {refused[0].text!r}"
        )


def expect_no_password_sent(connection: Connection) -> None:
    """Expect that no login was tried: whoever stands there must not learn the password."""
    wire = Wire.of(connection)
    if wire.logins:
        raise AppFailure(f"a login was tried all the same: {wire.summary}")


def expect_no_login_in_clear(connection: Connection) -> None:
    """Expect that no login was tried on a connection that was not encrypted at that moment."""
    wire = Wire.of(connection)
    for conversation, login in wire.in_clear:
        raise AppFailure(
            f"{login.method} as {login.user!r} crossed port {conversation.listening_on} in "
            f"clear, before TLS; {wire.summary}",
            FailureKind.SENT_IN_CLEAR,
        )


def expect_sent_as_typed(connection: Connection) -> None:
    """Expect that the user name came to the server letter by letter as it was typed."""
    wire = Wire.of(connection)
    sent = {login.user for _, login in wire.logins}
    if sent != {connection.typed.username}:
        raise AppFailure(
            f"{connection.typed.username!r} was typed, what the server got is "
            f"{', '.join(map(repr, sorted(sent))) or 'nothing'}"
        )


def expect_it_happened(connection: Connection) -> None:
    """Make sure that the row's fault did happen; else what followed proves nothing."""
    wire = Wire.of(connection)
    door = witness(connection.mailbox)
    faults = {fault for _, each in door.door.listeners for fault in each.faults}
    for fault in faults:
        if isinstance(fault, CountedFault) and not door.happened(fault):
            raise NothingHappened(
                wanted=f"a front door that {fault}",
                happened="the app never came so far",
                where=wire.summary,
                next_step="plan more messages in this scenario's shape, or let the fault come "
                "earlier",
            )


def expect_never_tried(port: CanaryPort) -> None:
    """Expect that nobody connected to a port of the app's own network."""
    if port.visitors:
        raise AppFailure(
            f"the app connected {port.visitors} times to {port.host}:{port.number}, "
            "a private address"
        )


def expect_no_connection_left_open(mailbox: Mailbox) -> None:
    """Expect the app to end every connection that it made."""
    door = witness(mailbox)
    over = door.wait_for(lambda said: all(_is_over(each) for each in said), within=PARTING_SECONDS)
    if not over:
        still = [each for each in door.conversations if not _is_over(each)]
        last = still[0].lines[-1].text if still and still[0].lines else "nothing"
        raise AppFailure(
            f"{len(still)} connections are open {PARTING_SECONDS:g} s after the end; "
            f"the last that was said there is {last!r}"
        )


def _is_over(conversation: Transcript) -> bool:
    """Say whether the app has left; a door that is slow on purpose may still be at it."""
    return conversation.app_left_at is not None or conversation.closed_at is not None
