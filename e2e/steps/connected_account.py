"""Change, look at, and disconnect a connected account."""

from dataclasses import replace

from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.protocol.capabilities import CanBeDisconnected, CanBeEdited
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.steps.connect import read_verdict
from bluebar.e2e.steps.form import fill_server
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.connection import Connection


def edit(connection: Connection, *, port: int, use_ssl: bool) -> Connection:
    """Change the port and SSL of a connected account, leave the password field empty, and save.

    Returns:
        The connection with the form, the new input, and the app's verdict on the change.
    """
    user = connection.user
    target = require(user.target, CanBeEdited)
    typed = connection.mailbox.typed(port=port, use_ssl=use_ssl)
    with user.attempt.phase("edit"):
        form = target.open_edit_form(user.page, connection.mailbox.connected_address)
        fill_server(form, typed)
        form.connect.click(no_wait_after=True)
        verdict, said = read_verdict(user, typed)
    take_screenshot(user)
    return replace(
        connection,
        form=form,
        typed=typed,
        verdict=verdict,
        message=said.text,
        read_as=said.words,
    )


def open_to_change(connection: Connection) -> None:
    """Open the form in which a person changes the account, and change nothing."""
    user = connection.user
    with user.attempt.phase("open the form to change the account"):
        address = connection.mailbox.connected_address
        require(user.target, CanBeEdited).open_edit_form(user.page, address)


def open_the_lists(connection: Connection) -> None:
    """Open every list of the app, e.g. of contacts, and ignore what the lists show.

    Raises:
        NotLookedAt: the app has no list.
    """
    user = connection.user
    with user.attempt.phase("open the lists"):
        shown = [user.new(what) for what in LISTS]
        if all(lines is None for lines in shown):
            raise NotLookedAt(f"{user.target.name} lists no {', no '.join(LISTS)}")


def disconnect(connection: Connection) -> None:
    """Disconnect the account, and wait until the app confirms it."""
    user = connection.user
    with user.attempt.phase("disconnect"):
        target = require(user.target, CanBeDisconnected)
        target.disconnect(user.page, connection.mailbox.connected_address)
