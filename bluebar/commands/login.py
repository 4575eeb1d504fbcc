"""`bluebar login`: a person signs in, and the browser's session is kept for tests.

For apps with single sign-on or a second factor. The session itself is never printed.
"""

import argparse
from typing import Any
from urllib.parse import urlsplit

from bluebar.commands.target_browser import (
    add_target,
    browsing,
    instance_of,
    open_page,
    say,
    wait_for_a_person,
)
from bluebar.e2e.protocol.capabilities import KeepsSession
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.registry import load_target
from bluebar.mailserver.errors import HarnessError


class NotByHand(HarnessError):
    """The adapter signs in by itself."""


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser(
        "login",
        help="sign in by hand, once, and keep the browser's session for the tests",
        description="Open the app in a window; keep the session once you have signed in.",
    )
    add_target(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the app, wait for the person, and keep what the browser has then.

    Raises:
        NotByHand: the target's tests would not use it.
        NotSignedIn: the app knows nobody at the end.
    """
    target = load_target(arguments.target)
    if not isinstance(target, KeepsSession) or not target.signs_in_by_hand:
        raise NotByHand(
            wanted="to keep the session of a person",
            happened="the adapter does not say that one signs in by hand",
            where=arguments.target,
            next_step="declare `signs_in_by_hand = True` and `is_signed_in(page)` in it, "
            "or use no login: its `sign_in` does that",
        )
    # Nothing is written to the app from here: the person is the one who does.
    allowed = urlsplit(arguments.base_url or "").hostname
    with (
        instance_of(target, arguments.base_url, allowed) as instance,
        browsing(headed=True, session={}) as context,
    ):
        open_page(context, instance.base_url)
        say(f"Sign in to {target.name} in the window; then press Enter here, or close the window.")
        wait_for_a_person(context)
        if not target.is_signed_in(open_page(context, instance.base_url)):
            raise browser_sessions.not_signed_in(
                target, arguments.base_url, "the app knows nobody in that window"
            )
        state = context.storage_state(indexed_db=True)
    file = browser_sessions.save_session(target, state)
    say(f"The session is kept in {file}, for nobody else to read.")
    return 0
