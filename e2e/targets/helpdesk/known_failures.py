"""The known failures of django-helpdesk 2.6.1; docs/findings/django-helpdesk.md describes each."""

from functools import partial

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.targets.known_failure_defaults import known_failure

_known = partial(known_failure, "docs/findings/django-helpdesk.md")

IMPORTED_ODDITIES = (
    "content/[!abghlnsu]*",
    "content/address-*",
    "content/addresses-parted-*",
    "content/b[!l]*",
    "content/gb2312",
    "content/html-only",
    "content/lo*",
    "content/n[!a]*",
    "content/names-in-capitals",
)
"""The patterns of the rows with odd messages that the app imports whole.

They leave out the rows with another known failure, and two rows that run only against your own app.
"""

KNOWN_FAILURES = (
    _known(
        "mail-is-deleted-on-the-server",
        "A message that became a ticket is deleted from the mailbox.",
        kind=FailureKind.MAIL_ALTERED,
        shown="Connected",
        rows=(
            *IMPORTED_ODDITIES,
            "counts/decoys",
            "counts/new-mail-adds-itself",
            "counts/one-of-each",
            "counts/over-plain-imap",
            "counts/second-sync-changes-nothing",
            "counts/several-fetch-ranges",
            "servers/byte-by-byte",
            "servers/capabilities-after-login",
            "servers/counts-in-between",
            "servers/warnings",
            "sync/lost/*",
            "sync/message-moves-to-another-folder",
            "sync/outage-and-recovery",
            "sync/uidvalidity-changes*",
        ),
    ),
    _known(
        "flags-of-another-session-replace-messages",
        "If the server sends flags before a message, the ticket is empty, and the message is "
        "deleted.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("servers/flags-of-another-session",),
    ),
    _known(
        "an-odd-from-hides-the-sender",
        "If From begins with an empty group, or a name in From has a comma without quotes, the "
        "ticket has a wrong submitter.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/addresses-after-an-empty-group", "content/name-with-bare-comma"),
    ),
    _known(
        "an-odd-line-ends-the-header",
        "A header field with a blank before its colon, or a line without a colon, ends the header, "
        "so the ticket has no subject.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/blanks-before-colons", "content/line-without-colon"),
    ),
    _known(
        "one-message-can-stop-all-later-ones",
        "A message that Python's parser does not understand ends the job's run.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/groups-everywhere", "content/unknown-charset"),
    ),
    _known(
        "a-non-ascii-password-ends-the-job",
        "A non-ASCII password ends the job before it sends the login.",
        kind=FailureKind.OTHER,
        shown="Rejected(invalid characters)",
        rows=("account/odd-but-legal/umlaut", "credentials/auth-login-only"),
    ),
    _known(
        "a-non-ascii-password-ends-the-job",
        "Curly quotes around a password end the job before it sends the login.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(invalid characters)",
        rows=("credentials/pasted-quotes",),
    ),
    _known(
        "a-space-at-the-end-of-a-password-is-removed",
        "The form removes a space at the end of the password.",
        kind=FailureKind.OTHER,
        shown="Rejected(wrong credentials)",
        rows=("account/odd-but-legal/space",),
    ),
    _known(
        "a-server-that-accepts-only-authenticate-cannot-be-used",
        "The job signs in only by LOGIN.",
        kind=FailureKind.OTHER,
        shown="Rejected(encryption required by the server)",
        rows=("credentials/auth-login-as-exchange-asks", "credentials/auth-plain-only"),
    ),
    _known(
        "a-server-that-accepts-only-authenticate-cannot-be-used",
        "The job signs in only by LOGIN, also with a wrong password.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(encryption required by the server)",
        rows=("credentials/auth-plain-only/wrong-password",),
    ),
    _known(
        "a-missing-value-is-reported-late",
        "The form saves a queue without a user name or a password; the job then raises an "
        "exception.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=("refusals/missing/password", "refusals/missing/username"),
    ),
    _known(
        "a-missing-value-is-reported-late",
        "If the host is empty or the port is 70000, the job connects to another host or port.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(refused)",
        rows=("refusals/invalid/port-too-large", "refusals/missing/server"),
    ),
    _known(
        "a-missing-value-is-reported-late",
        "The job tries to resolve a host name with invalid characters.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(host not found)",
        rows=("refusals/invalid/server",),
    ),
    _known(
        "a-missing-value-is-reported-late",
        "The job sends a user name or a password with invalid characters.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(wrong credentials)",
        rows=("refusals/invalid/password", "refusals/invalid/username"),
    ),
    _known(
        "a-pop3-server-is-reported-as-none",
        "The job's message for a POP3 server is None.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=("article/pop-account/*", "credentials/provider/yahoo-as-pop"),
    ),
)
