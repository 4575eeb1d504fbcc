"""Expect right facts in the list of accounts, the edit form and the question of a disconnect."""

from bluebar.e2e.expect.imported import expect_counts_shown
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.capabilities import CanBeEdited
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.shown_capabilities import (
    ShownConnection,
    ShowsConnection,
    WarnsOfDisconnect,
)
from bluebar.e2e.steps.form import read_settings
from bluebar.e2e.subjects.connection import Connection

_TEXTS = """() => [document.body.innerText,
  ...[...document.querySelectorAll('input:not([type=password])')].map(input => input.value),
].join('\\n')"""


def expect_edit_form_as_typed(connection: Connection) -> None:
    """Expect the form that changes the account to contain the typed settings and the address.

    The password is not compared, because every test ends with a search for its passwords.
    """
    user, typed = connection.user, connection.typed
    address = connection.mailbox.connected_address
    with user.attempt.phase("read the form to change the account"):
        form = require(user.target, CanBeEdited).open_edit_form(user.page, address)
        held = read_settings(form, typed)
        page_text: str = user.page.evaluate(_TEXTS)
    for name, (shown, wanted) in held.items():
        if shown != wanted:
            raise AppFailure(
                f"the form to change {address} should contain the {name} {wanted!r}, as it was "
                f"typed; it contains {shown!r}"
            )
    if address not in page_text.lower():
        raise AppFailure(
            f"the form to change the account should contain the address {address}; the page of the "
            "form does not contain this address"
        )


def expect_connection_shown(connection: Connection) -> None:
    """Expect the list of accounts to state the server, the port and SSL as they were typed."""
    user, typed = connection.user, connection.typed
    address = connection.mailbox.connected_address
    target = require(user.target, ShowsConnection)
    shown = target.shown_connection(user.page, address)
    wanted = ShownConnection(server=typed.server.strip(), port=typed.port, use_ssl=typed.use_ssl)
    if shown != wanted:
        raise AppFailure(
            f"the list of accounts should state for {address}: {wanted}; it states: {shown}"
        )


def expect_disconnect_counts(connection: Connection) -> None:
    """Expect the question before a disconnect to state how much will be removed."""
    user, address = connection.user, connection.mailbox.connected_address
    with user.attempt.phase("read the question before a disconnect"):
        stated = require(user.target, WarnsOfDisconnect).disconnect_warning(user.page, address)
    expect_counts_shown(connection, stated, "the question before a disconnect")
