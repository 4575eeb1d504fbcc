"""What Odoo says and what that stands for. No page is opened here."""

import re

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.targets.base_adapter import reason_in

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
    ("[PRIVACYREQUIRED]", Reason.ENCRYPTION_REQUIRED),
    ("[LIMIT]", Reason.TRY_LATER),
    ("[UNAVAILABLE]", Reason.TRY_LATER),
    ("Invalid login/password", Reason.WRONG_CREDENTIALS),
    ("Invalid credentials", Reason.WRONG_CREDENTIALS),
    ("Authentication failed", Reason.WRONG_CREDENTIALS),
)
"""Words of its dialog and their reason; the first that are found count. It quotes what the server
answered, or the system's own words, below a sentence that is the same for many causes."""


def reason_for(said: str) -> Reason:
    """Return the reason that what a dialog says stands for."""
    return reason_in(said, WORDING)


def number(told: str) -> int:
    """Return a number as a list's pager tells it, e.g. "20,343"."""
    return int(re.sub(r"\D", "", told))
