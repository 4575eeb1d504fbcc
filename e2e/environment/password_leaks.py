"""Search the app's pages, its log and the transcripts of front doors for a password."""

from collections.abc import Mapping

from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.reports.secrets.redaction import Redactor


class PasswordShown(AppFailure):
    """A page, a log or a transcript contains a password."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureKind.PASSWORD_SHOWN)


def expect_password_absent(password: str, places: Mapping[str, str]) -> None:
    """Expect that none of these texts contains the password, unencoded or in any known encoding.

    Args:
        password: the password. A password that is too short for `Redactor` is not searched.
        places: the texts to search, each by the name of its place.

    Raises:
        PasswordShown: a text contains the password. The message names the place and the encoding,
            never the password.
    """
    redactor = Redactor([password])
    for place, words in places.items():
        for leak in redactor.find(words.encode(errors="replace")):
            raise PasswordShown(f"the mailbox's password is in {place} ({leak.form})")
