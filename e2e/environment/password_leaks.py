"""Search the texts in which a test's passwords may be found, e.g. pages, URLs and the app's log."""

from collections.abc import Iterable
from typing import NamedTuple

from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.reports.secrets.redaction import Redactor

NAMED = 4
"""The maximum number of places that a failure's message names."""


class Place(NamedTuple):
    """A text, and the name of the place at which somebody may find the text."""

    name: str
    text: str


class PasswordShown(AppFailure):
    """The app put a password into a place in which others may find it, e.g. a page or a URL."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureKind.PASSWORD_SHOWN)


def expect_password_absent(password: str, places: Iterable[Place]) -> None:
    """Expect that none of these texts contains the password, unencoded or in any known encoding.

    Args:
        password: the password. If it is shorter than `Redactor` accepts, nothing is searched.
        places: the texts to search.

    Raises:
        PasswordShown: a text contains the password. The message names the places and the encodings,
            never the password.
    """
    redactor = Redactor([password])
    found: dict[str, str] = {}
    for place in places:
        for leak in redactor.find(place.text.encode(errors="replace")):
            found.setdefault(redactor.rewrite_text(place.name), leak.form)
    if found:
        named = [f"{name} ({form})" for name, form in list(found.items())[:NAMED]]
        more = f" and {len(found) - NAMED} more places" if len(found) > NAMED else ""
        raise PasswordShown(f"the mailbox's password is in {', '.join(named)}{more}")
