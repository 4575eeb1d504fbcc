"""Look for a password wherever a run leaves words: pages, the app's log, conversations."""

from collections.abc import Mapping

from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.reports.secrets.redaction import Redactor


class PasswordShown(AppFailure):
    """A password stands where anybody can read it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureKind.PASSWORD_SHOWN)


def expect_password_absent(password: str, places: Mapping[str, str]) -> None:
    """Make sure that a password stands in none of these texts, however it is spelled there.

    Args:
        password: too short ones are not looked for.
        places: texts by what they are.

    Raises:
        PasswordShown: names the place and the form, never the password.
    """
    redactor = Redactor([password])
    for place, words in places.items():
        for leak in redactor.find(words.encode(errors="replace")):
            raise PasswordShown(f"the mailbox's password stands in {place} ({leak.form})")
