"""Save and check the browser session of a person who signed in with `bluebar login`.

A session is Playwright's storage state: cookies, local storage and IndexedDB. A session gives
access to the app, so only the owner may read the file, and no message contains its content.
"""

import json
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bluebar.e2e.protocol.capabilities import KeepsSession
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.targets.registry import target_name
from bluebar.mailserver.errors import HarnessError

SESSION_FOLDER = Path(".bluebar").absolute()
"""The folder of the saved sessions. git ignores the folder, and only the owner can read it."""

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO

TOKEN = re.compile(r"[^\s:/@]{20,}")
"""Matches a text that may be a token; does not match names, email addresses and sentences."""


class NotSignedIn(HarnessError):
    """A person must sign in to the target with `bluebar login`."""


def uses_saved_session(target: Target) -> bool:
    """Say whether the tests of this target use the session that `bluebar login` saved."""
    return isinstance(target, KeepsSession) and target.signs_in_by_hand


def session_file(target: Target) -> Path:
    """Return the path of the file for the target's session; the file may be missing."""
    return SESSION_FOLDER / f"{re.sub(r'[^A-Za-z0-9._-]', '-', target.name)}.json"


def make_session_folder() -> None:
    """Create the folder of the sessions if it is missing, and let only the owner read it."""
    SESSION_FOLDER.mkdir(exist_ok=True)
    SESSION_FOLDER.chmod(0o700)


def save_session(target: Target, state: Mapping[str, Any]) -> Path:
    """Write a session to the target's file; return the path of the file.

    Other users of this machine cannot read the file, not even while it is written.

    Args:
        target: the target.
        state: the session, as Playwright's storage state.
    """
    file = session_file(target)
    make_session_folder()
    written = file.with_suffix(".new")
    written.unlink(missing_ok=True)
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as out:
        json.dump(state, out)
    return written.replace(file)


def check(target: Target, base_url: str) -> None:
    """Check the file of the saved session, if the target uses one; do not contact the app.

    Raises:
        NotSignedIn: the file is missing or unreadable, the session has expired, or other users of
            this machine can read the file.
    """
    if uses_saved_session(target):
        _read(target, base_url)


def context_arguments(target: Target) -> dict[str, Any]:
    """Return the arguments with which Playwright creates a browser context for this target."""
    return {"storage_state": str(session_file(target))} if uses_saved_session(target) else {}


def session_secrets(target: Target) -> set[str]:
    """Return the secrets of the saved session, which no output may contain.

    These are the values of cookies, and texts in local storage that may be tokens.
    """
    if not uses_saved_session(target):
        return set()
    state = _read(target, "")
    cookies = {cookie["value"] for cookie in state["cookies"]}
    return cookies | {token for text in _texts(state["origins"]) for token in TOKEN.findall(text)}


def expect_signed_in(target: Target, page: Page, base_url: str) -> None:
    """Check on the app's page that the saved session, if the target uses one, is signed in.

    Raises:
        NotSignedIn: the session has ended.
    """
    if not isinstance(target, KeepsSession) or not target.signs_in_by_hand:
        return
    if not target.is_signed_in(page):
        happened = f"the session has ended: no user is signed in at {page.url}"
        raise not_signed_in(target, base_url, happened)


def not_signed_in(target: Target, base_url: str, happened: str) -> NotSignedIn:
    """Return an error whose next step is the command to sign in with.

    Args:
        target: the target.
        base_url: the app's URL for the command; empty if the adapter starts the app.
        happened: what is wrong with the saved session.
    """
    option = f" --base-url {base_url}" if base_url else ""
    return NotSignedIn(
        wanted=f"the browser session of {target.name} that `bluebar login` saves",
        happened=happened,
        where=str(session_file(target)),
        next_step=f"sign in: bluebar login {target_name(target)}{option}",
    )


def _read(target: Target, base_url: str) -> dict[str, Any]:
    file = session_file(target)
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & OTHERS:
            happened = f"other users can read the session: the file's mode is {mode:o}, not 600"
            raise not_signed_in(target, base_url, happened)
        state: dict[str, Any] = json.loads(file.read_bytes())
        cookies, origins = state["cookies"], state["origins"]
        ends = [cookie["expires"] for cookie in cookies]
    except FileNotFoundError as error:
        raise not_signed_in(target, base_url, "no person has signed in yet") from error
    except (OSError, ValueError, TypeError, LookupError) as error:
        happened = f"the session's file cannot be read: {type(error).__name__}"
        raise not_signed_in(target, base_url, happened) from error
    # The expiry -1 means a session cookie, which has no expiry.
    if not origins and not any(end == -1 or end > time.time() for end in ends):
        last = f"its last cookie expired {time.ctime(max(ends))}" if ends else "it has no cookies"
        raise not_signed_in(target, base_url, f"the session has expired: {last}")
    return state


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value.

    If a text is itself a JSON object or list, as often in local storage, its texts are yielded
    instead.
    """
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif isinstance(value, str):
        try:
            inside = json.loads(value)
        except ValueError:
            inside = None
        yield from _texts(inside) if isinstance(inside, dict | list) else [value]
