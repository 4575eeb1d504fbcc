"""The session of a person who signed in by hand: where it is kept, and whether it still holds.

It is Playwright's storage state: cookies, local storage, IndexedDB. Whoever has it is in, so nobody
but its owner may read it, and nothing here prints what it holds. How it comes about: `login`.
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

HOME = Path(".bluebar").absolute()
"""Beside the sources, ignored by git, for nobody but its owner."""

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO

A_TOKEN = re.compile(r"[^\s:/@]{20,}")
"""What stands in a local storage and may be one; names, addresses and sentences are none."""


class NobodySignedIn(HarnessError):
    """A person has to sign in to the target by hand, first or again."""


def is_by_hand(target: Target) -> bool:
    """Say whether a person signs in to this target, once for all tests."""
    return isinstance(target, KeepsSession) and target.signs_in_by_hand


def file_of(target: Target) -> Path:
    """Return where the target's session is kept."""
    return HOME / f"{re.sub(r'[^A-Za-z0-9._-]', '-', target.name)}.json"


def make_home() -> None:
    """Make the folder, for its owner only also where it was there before."""
    HOME.mkdir(exist_ok=True)
    HOME.chmod(0o700)


def keep(target: Target, state: Mapping[str, Any]) -> Path:
    """Write a session down, readable by nobody else at any time; return the file."""
    file = file_of(target)
    make_home()
    written = file.with_suffix(".new")
    written.unlink(missing_ok=True)
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as out:
        json.dump(state, out)
    return written.replace(file)


def check(target: Target, base_url: str) -> None:
    """Make sure that somebody has signed in, as far as that can be seen without asking the app.

    Raises:
        NobodySignedIn: nobody has; or it has expired, or others can read it.
    """
    if is_by_hand(target):
        _read(target, base_url)


def context_arguments(target: Target) -> dict[str, Any]:
    """Return what a browser context of the target is made with."""
    return {"storage_state": str(file_of(target))} if is_by_hand(target) else {}


def secrets_of(target: Target) -> set[str]:
    """Return what must not stand in anything that is written: cookies, and what may be a token."""
    if not is_by_hand(target):
        return set()
    state = _read(target, "")
    cookies = {cookie["value"] for cookie in state["cookies"]}
    return cookies | {token for text in _texts(state["origins"]) for token in A_TOKEN.findall(text)}


def expect_signed_in(target: Target, page: Page, base_url: str) -> None:
    """Ask the app, on its page, whether it knows who is there.

    Raises:
        NobodySignedIn: it does not.
    """
    if not isinstance(target, KeepsSession) or not target.signs_in_by_hand:
        return
    if not target.is_signed_in(page):
        raise nobody(target, base_url, f"the app knows nobody at {page.url}: the session has ended")


def nobody(target: Target, base_url: str, happened: str) -> NobodySignedIn:
    """Return the error that names the command to sign in by."""
    at = f" --base-url {base_url}" if base_url else ""
    return NobodySignedIn(
        wanted=f"a person's session in {target.name}, who signs in by hand",
        happened=happened,
        where=str(file_of(target)),
        next_step=f"sign in: bluebar login {target_name(target)}{at}",
    )


def _read(target: Target, base_url: str) -> dict[str, Any]:
    file = file_of(target)
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & OTHERS:
            raise nobody(target, base_url, f"others can read it: its mode is {mode:o}, not 600")
        state: dict[str, Any] = json.loads(file.read_bytes())
        cookies, origins = state["cookies"], state["origins"]
        ends = [cookie["expires"] for cookie in cookies]
    except FileNotFoundError as error:
        raise nobody(target, base_url, "nobody has signed in yet") from error
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise nobody(target, base_url, f"it cannot be read: {type(error).__name__}") from error
    # -1 is a cookie of the browser's session, which has no end of its own.
    if not origins and not any(end == -1 or end > time.time() for end in ends):
        last = f"its last cookie ended {time.ctime(max(ends))}" if ends else "it holds none"
        raise nobody(target, base_url, f"it has expired: {last}")
    return state


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in it, also in a text that is JSON, as most of a local storage is."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif isinstance(value, str):
        try:
            inside = json.loads(value)
        except ValueError:
            inside = None
        yield from _texts(inside) if isinstance(inside, dict | list) else [value]
