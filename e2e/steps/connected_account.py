"""Steps with a connected account: edit, open the lists, disconnect."""

from dataclasses import replace

from playwright.sync_api import Locator

from bluebar.e2e.outcome.not_offered import NotLookedAt
from bluebar.e2e.protocol.account_capabilities import AsksBeforeDisconnect
from bluebar.e2e.protocol.capabilities import CanBeDisconnected, CanBeEdited, ShowsProgress
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.form_controls import control
from bluebar.e2e.steps.accepted_input import require_field
from bluebar.e2e.steps.form import fill_password, fill_server, fill_user_name
from bluebar.e2e.steps.open_form import arrange
from bluebar.e2e.steps.read_verdict import read_verdict
from bluebar.e2e.steps.screenshots import take_screenshot
from bluebar.e2e.steps.tabs import new_tab
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.connection import Connection
from bluebar.mailserver.errors import HarnessError


class SyncTooQuick(HarnessError):
    """The app's sync ended before bluebar could do what the row does during a sync."""


def edit(connection: Connection, **changes: str | bool | int) -> Connection:
    """Change settings of a connected account in the edit form, and save.

    Like a person, this step types only what changes. The password field stays empty unless
    `changes` has a password. If server, port or SSL changes, all three are filled in.

    Args:
        connection: the connection of the account.
        changes: the new settings, by attribute of `FormTemplate`.

    Returns:
        The connection with the form, the new input, and the app's verdict on the change.

    Raises:
        NotOffered: the server changes, and the form has no field for the server.
    """
    user = connection.user
    target = require(user.target, CanBeEdited)
    typed = connection.mailbox.typed(**changes)
    with user.attempt.phase("edit"):
        form = target.open_edit_form(user.page, connection.mailbox.connected_address)
        if "username" in changes:
            fill_user_name(form, typed)
        if "password" in changes:
            fill_password(form, typed)
        if "server" in changes:
            require_field(user, form, "server")
        if changes.keys() & {"server", "port", "use_ssl"}:
            arrange(user, typed)
            fill_server(form, typed)
        clicked_at = connection.mailbox.endpoint.clock()
        control(form, "connect").click(no_wait_after=True)
        verdict, said = read_verdict(user, typed)
    take_screenshot(user)
    return replace(
        connection,
        form=form,
        typed=typed,
        verdict=verdict,
        said=said,
        clicked_at=clicked_at,
    )


def open_to_change(connection: Connection) -> None:
    """Open the account's edit form, and change nothing."""
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


def wait_until_half_way(connection: Connection) -> None:
    """Wait until a part of the account's first sync is done.

    Raises:
        NotOffered: the target does not show the progress of a sync.
        SyncTooQuick: the sync has ended already.
    """
    user = connection.user
    target = require(user.target, ShowsProgress)
    address = connection.mailbox.connected_address
    with user.attempt.phase("wait for a part of the sync"):
        if not target.is_half_way(user.page, address, user.target.deadlines.sync):
            raise SyncTooQuick(
                wanted="to do the scenario's next step during the app's first sync",
                happened="the sync had ended already",
                where=f"scenario {connection.mailbox.scenario.id}",
                next_step="give the scenario's mailbox more messages (`Shape`), or its front door "
                "a slower line (`Slow`)",
            )


def ask_to_disconnect_in_another_tab(connection: Connection) -> Locator:
    """Open a second tab of the browser, and begin to disconnect the account there.

    Returns:
        A locator, in the second tab, for the control that confirms. The step does not click it.
    """
    user = connection.user
    target = require(user.target, AsksBeforeDisconnect)
    with user.attempt.phase("begin to disconnect in another tab"):
        tab = new_tab(user)
        return target.ask_to_disconnect(tab.page, connection.mailbox.connected_address)


def confirm_late(connection: Connection, confirm: Locator) -> int:
    """Confirm the disconnect in the second tab, after the account was disconnected in the first.

    Returns:
        The HTTP status of the page with which the app answers.
    """
    with connection.user.attempt.phase("confirm in the other tab"):
        with confirm.page.expect_response(lambda got: got.request.is_navigation_request()) as got:
            confirm.click(no_wait_after=True)
        return got.value.status


def disconnect(connection: Connection) -> None:
    """Disconnect the account, and wait until the app confirms it."""
    user = connection.user
    with user.attempt.phase("disconnect"):
        target = require(user.target, CanBeDisconnected)
        target.disconnect(user.page, connection.mailbox.connected_address)
