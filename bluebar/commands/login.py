"""`bluebar login`: a person signs in, and bluebar keeps the browser's session for the tests.

This is for apps with single sign-on or a second factor. The command never prints the session.
"""

from urllib.parse import urlsplit

import click

from bluebar.commands.target_browser import (
    browsing,
    instance_of,
    open_page,
    target_options,
    usage_errors_of,
    wait_for_a_person,
)
from bluebar.e2e.protocol.capabilities import KeepsSession
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.registry import load_target
from bluebar.mailserver.errors import HarnessError


class NotByHand(HarnessError):
    """The adapter does not declare that a person signs in."""


@click.command()
@target_options
def login(name: str, base_url: str | None) -> int:
    """Keep the browser session of a person who signs in.

    A browser window opens. Sign in, then press Enter in the terminal: bluebar keeps the session in
    the folder .bluebar, for later runs and for `bluebar check`. TARGET is path/to/file.py:Class of
    an adapter that has signs_in_by_hand = True.

    \b
    Example:
      bluebar login adapter.py:Crm --base-url https://crm.example
    """
    with usage_errors_of(name):
        return keep_session(name, base_url)


def keep_session(name: str, base_url: str | None) -> int:
    """Open the app, wait for the person, and keep the browser's session.

    Raises:
        NotByHand: the target's adapter signs in itself, so tests would not use the session.
        NotSignedIn: nobody is signed in when Enter is pressed or the window is closed.
    """
    target = load_target(name)
    if not isinstance(target, KeepsSession) or not target.signs_in_by_hand:
        raise NotByHand(
            wanted="to keep the session of a person",
            happened="the adapter does not declare `signs_in_by_hand`",
            where=name,
            next_step="if only a person can sign in, declare `signs_in_by_hand = True` and "
            "`is_signed_in(page)` in the adapter; otherwise `sign_in` signs in without `login`",
        )
    # No --allow-writes is needed: this command writes nothing to the app, the person does.
    allowed = urlsplit(base_url or "").hostname
    with (
        instance_of(target, base_url, allowed) as instance,
        browsing(headed=True, session={}) as context,
    ):
        open_page(context, instance.base_url)
        click.echo(
            f"Sign in to {target.name} in the window; then press Enter here, or close the window."
        )
        wait_for_a_person(context)
        if not target.is_signed_in(open_page(context, instance.base_url)):
            raise browser_sessions.not_signed_in(target, base_url or "", "nobody has signed in")
        state = context.storage_state(indexed_db=True)
    file = browser_sessions.save_session(target, state)
    click.echo(f"The session is in {file}; only you can read the file.")
    return 0
