"""What is known of django-helpdesk 2.6.1, so that a run is green until something else happens.

docs/findings/django-helpdesk.md tells each at length, with the command that shows it.
"""

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_failures import KnownFailure
from bluebar.e2e.targets.known_failure_defaults import known

PAGE = "docs/findings/django-helpdesk.md"
CAME_IN = "content/[!hsu]*"
"""Every odd message but that of the unknown charset; two are for your own app alone."""


def _finding(anchor: str, why: str, kind: FailureKind, shown: str, *rows: str) -> KnownFailure:
    return known(rows=rows, kind=kind, shown=shown, why=why, link=f"{PAGE}#{anchor}")


KNOWN_FAILURES = (
    _finding(
        "mail-is-deleted-on-the-server",
        "A message that became a ticket is deleted from the mailbox.",
        FailureKind.MAIL_ALTERED,
        "Connected",
        CAME_IN,
        "counts/decoys",
        "counts/new-mail-adds-itself",
        "counts/one-of-each",
        "counts/over-plain-imap",
        "counts/second-sync-changes-nothing",
        "counts/several-fetch-ranges",
        "sync/lost/*",
        "sync/outage-and-recovery",
        "sync/uidvalidity-changes",
    ),
    _finding(
        "one-message-can-stop-all-that-follow",
        "A message whose charset Python does not know ends the job's run.",
        FailureKind.OTHER,
        "Connected",
        "content/unknown-charset",
    ),
    _finding(
        "a-password-outside-ascii-ends-the-job",
        "A password outside ASCII ends the job before anything is sent.",
        FailureKind.OTHER,
        "Rejected(invalid characters)",
        "account/odd-but-legal/umlaut",
        "credentials/auth-login-only",
    ),
    _finding(
        "a-password-outside-ascii-ends-the-job",
        "Curly quotes around a password end the job before anything is sent.",
        FailureKind.WRONG_REASON,
        "Rejected(invalid characters)",
        "credentials/pasted-quotes",
    ),
    _finding(
        "a-space-at-the-end-of-a-password-is-taken-off",
        "A space at the end is taken off.",
        FailureKind.OTHER,
        "Rejected(wrong credentials)",
        "account/odd-but-legal/space",
    ),
    _finding(
        "a-server-that-takes-only-authenticate-cannot-be-used",
        "LOGIN is the only way in that it knows.",
        FailureKind.OTHER,
        "Rejected(encryption required by the server)",
        "credentials/auth-plain-only",
    ),
    _finding(
        "a-server-that-takes-only-authenticate-cannot-be-used",
        "The same, with a wrong password.",
        FailureKind.WRONG_REASON,
        "Rejected(encryption required by the server)",
        "credentials/auth-plain-only/wrong-password",
    ),
    _finding(
        "what-is-missing-in-the-form-is-found-out-late",
        "The form saves what cannot work, and the job tells it as an error of Python's.",
        FailureKind.WRONG_REASON,
        "Rejected(unspecified)",
        "refusals/missing/password",
        "refusals/missing/username",
    ),
    _finding(
        "what-is-missing-in-the-form-is-found-out-late",
        "Without a host, or with port 70000, the job goes elsewhere.",
        FailureKind.WRONG_REASON,
        "Rejected(refused)",
        "refusals/invalid/port-too-large",
        "refusals/missing/server",
    ),
    _finding(
        "what-is-missing-in-the-form-is-found-out-late",
        "Characters that no host has are looked up.",
        FailureKind.WRONG_REASON,
        "Rejected(host not found)",
        "refusals/invalid/server",
    ),
    _finding(
        "what-is-missing-in-the-form-is-found-out-late",
        "A user name or a password that cannot be one is sent.",
        FailureKind.WRONG_REASON,
        "Rejected(wrong credentials)",
        "refusals/invalid/password",
        "refusals/invalid/username",
    ),
    _finding(
        "a-pop3-server-is-told-as-none",
        "What the job says of a POP3 server is None.",
        FailureKind.WRONG_REASON,
        "Rejected(unspecified)",
        "article/pop-account/*",
        "credentials/provider/yahoo-as-pop",
    ),
)
