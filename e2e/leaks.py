"""Look for a mailbox's password wherever a run leaves words: pages, the app's log, conversations.

A password may stand there as it is, or as whatever wrote it down has spelled it.
"""

import base64
import html
import json
from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from e2e.failures import AppFailure

SHORTEST = 8
"""Characters below which a password may stand somewhere by chance."""


class PasswordShown(AppFailure):
    """A password stands where anybody can read it."""


def spellings(password: str) -> dict[str, str]:
    """Return the ways in which a password may be written down, by name."""
    raw = password.encode()
    as_json = json.dumps(password)[1:-1]
    return {
        "as it is": password,
        "in JSON": as_json,
        "in JSON, letters outside ASCII kept": json.dumps(password, ensure_ascii=False)[1:-1],
        "as Python writes it": repr(password)[1:-1],
        "as Python writes its bytes": repr(raw)[2:-1],
        "quoted for IMAP": password.replace("\\", "\\\\").replace('"', '\\"'),
        "in HTML": html.escape(password),
        "in a URL": quote(password, safe=""),
        "in a form": quote_plus(password),
        "in base64": base64.b64encode(raw).decode().rstrip("="),
        "in hex": raw.hex(),
    }


def look_for(password: str, places: Mapping[str, str]) -> None:
    """Make sure that a password stands in none of these texts.

    Args:
        password: too short ones are not looked for.
        places: texts by what they are.

    Raises:
        PasswordShown: names the place and the spelling, never the password.
    """
    if len(password) < SHORTEST:
        return
    for spelling, text in spellings(password).items():
        for place, words in places.items():
            if text in words:
                raise PasswordShown(f"the mailbox's password stands in {place}, {spelling}")
