"""Expect that a refusal costs little: one login for each click, and no connection left open.

Servers count refused logins, lock accounts after several of them, and limit the number of
connections. So an app should try one login for each click, with the typed user name, and then close
the connection. Without a front door nothing is checked, and the record says so.
"""

from bluebar.e2e.expect.on_wire import CLOSING_SECONDS, wait_until_closed
from bluebar.e2e.expect.wire import Wire, logins_in
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.declarations import RetriesLogin
from bluebar.e2e.subjects.connection import Connection
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import HIDDEN, Login

OF_WRONG_LOGINS = frozenset({Reason.WRONG_CREDENTIALS, Reason.APP_PASSWORD_NEEDED})
"""Reasons for which the server refused a login.

For any other reason, an app may have tried no login, or may try again.
"""


def expect_low_cost_of_refusal(connection: Connection) -> None:
    """Expect that after a refusal connections are closed, and only the typed user name was sent.

    If the row's reason is one of `OF_WRONG_LOGINS`, expect exactly one login, too.
    """
    expect_connection_closed(connection)
    expect_only_typed_login(connection)


def expect_only_typed_login(connection: Connection) -> None:
    """Expect that only the typed user name was sent.

    If the row's reason is one of `OF_WRONG_LOGINS`, expect exactly one login, too.
    """
    expect_user_name_as_typed(connection)
    match connection.mailbox.scenario.expected.verdict:
        case Rejected(reason) if reason in OF_WRONG_LOGINS:
            expect_one_login(connection)


def expect_one_login(connection: Connection) -> None:
    """Expect that the app tried one login since the click on Connect.

    A login that the server answered with BAD does not count: the server did not check the password,
    so the app may try another command. If the target declares `RetriesLogin`, several logins are
    not a failure. Call this only after a refusal: after `Connected` an app may log in again.
    """
    if (door := _door(connection, "the number of logins")) is None:
        return
    checked = [login for login in logins_of_click(door, connection) if login.result != "BAD"]
    if len(checked) == 1 or (checked and has_capability(connection.user.target, RetriesLogin)):
        return
    raise AppFailure(
        "the app should try one login for one click on Connect, because servers count refused "
        f"logins and lock accounts; it tried {len(checked)}: {_in_words(checked)}; "
        f"{Wire.of(connection).typed_words}"
    )


def expect_user_name_as_typed(connection: Connection) -> None:
    """Expect that each login since the click has the typed user name, without spaces around it.

    A login whose user name the front door cannot read, e.g. by CRAM-MD5, is not compared.
    """
    if (door := _door(connection, "the user name that was sent")) is None:
        return
    wanted = connection.typed.username.strip()
    for login in logins_of_click(door, connection):
        if login.user not in (wanted, "", HIDDEN):
            raise AppFailure(
                f"the app should send the typed user name, {wanted!r}, and no other; it sent "
                f"{login.user!r} ({login.method}); {Wire.of(connection).typed_words}"
            )


def expect_connection_closed(connection: Connection) -> None:
    """Expect the app to close its connections within `CLOSING_SECONDS` after the refusal."""
    if (door := _door(connection, "whether connections were closed")) is None:
        return
    if (left_open := wait_until_closed(door)) is not None:
        raise AppFailure(
            f"the app should close its connections after a refusal, because servers limit their "
            f"number; {CLOSING_SECONDS:g} s after it showed {connection.verdict}, "
            f"{left_open.number} of {len(door.conversations)} are open; the last line of the first "
            f"is {left_open.last_line!r}; {Wire.of(connection).typed_words}"
        )


def logins_of_click(door: ProxyEndpoint, connection: Connection) -> list[Login]:
    """Return the logins that the app has tried since the click on Connect, in order."""
    every = logins_in(door.conversations)
    return [login for _, login in every if login.at >= connection.clicked_at]


def _door(connection: Connection, what: str) -> ProxyEndpoint | None:
    """Return the front door; if there is none, note for the record what could not be checked."""
    door = connection.mailbox.endpoint.door
    if door is None:
        connection.user.attempt.note_not_looked_at(f"{what}: no front door")
    return door


def _in_words(logins: list[Login]) -> str:
    said = [f"{each.method} {each.user!r} → {each.result or 'no answer'}" for each in logins]
    return ", ".join(said) or "none"
