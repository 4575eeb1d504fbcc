"""Find the meaning of texts that Odoo shows: error messages and numbers. No I/O."""

import re

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, reason_in

WORDING = (
    ("Name or service not known", Reason.HOST_NOT_FOUND),
    ("No address associated with hostname", Reason.HOST_NOT_FOUND),
    ("Invalid server name", Reason.INVALID_CHARACTERS),
    ("timed out", Reason.NO_ANSWER),
    ("Connection refused", Reason.REFUSED),
    ("Connection reset by peer", Reason.CONNECTION_LOST),
    ("EOF", Reason.CONNECTION_LOST),
    ("unexpected response", Reason.NOT_AN_IMAP_SERVER),
    ("wrong version number", Reason.SSL_NOT_SPOKEN),
    ("unsupported protocol", Reason.TLS_TOO_OLD),
    ("Application-specific password", Reason.APP_PASSWORD_NEEDED),
    ("Use an app password", Reason.APP_PASSWORD_NEEDED),
    ("[PRIVACYREQUIRED]", Reason.ENCRYPTION_REQUIRED),
    ("[LIMIT]", Reason.TRY_LATER),
    ("[UNAVAILABLE]", Reason.TRY_LATER),
    ("Invalid login/password", Reason.WRONG_CREDENTIALS),
    ("Invalid credentials", Reason.WRONG_CREDENTIALS),
    ("Authentication failed", Reason.WRONG_CREDENTIALS),
    ANYTHING_ELSE,
)
"""Parts of the error dialog's text, each with the reason that it stands for.

The first part in this list that the dialog contains counts. The dialog shows a sentence that is the
same for many causes, and below it the text of the server or of the operating system."""


def reason_for(text: str) -> Reason:
    """Return the reason that the text of the error dialog stands for."""
    return reason_in(text, WORDING)


def parse_number(shown: str) -> int:
    """Return the number that a list's pager shows, e.g. "20,343"."""
    return int(re.sub(r"\D", "", shown))
