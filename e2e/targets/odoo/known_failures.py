"""The known failures of Odoo 19.0; docs/findings/odoo.md describes each of them."""

from functools import partial

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.targets.known_failure_defaults import known_failure

_known = partial(known_failure, "docs/findings/odoo.md")

IMPORTED_ODDITIES = (
    "content/[!bghlsu]*",
    "content/b[!l]*",
    "content/gb2312",
    "content/html-only",
    "content/lo*",
)
"""The patterns of the rows with odd messages that Odoo imports whole.

They leave out the rows with another known failure, and two rows that run only against your own app.
"""

KNOWN_FAILURES = (
    _known(
        "an-unreadable-message-is-lost-without-a-message",
        "A message that Python's parser does not understand is marked as read and makes no lead.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/groups-everywhere", "content/unknown-charset"),
    ),
    _known(
        "an-odd-line-ends-the-header",
        "A header field with a blank before its colon, or a line without a colon, ends the header, "
        "so the lead has no subject.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/blanks-before-colons", "content/line-without-colon"),
    ),
    _known(
        "a-non-ascii-password-is-an-invalid-server-name",
        "A non-ASCII password is reported as an invalid server name.",
        kind=FailureKind.OTHER,
        shown="Rejected(invalid characters)",
        rows=("account/odd-but-legal/umlaut", "credentials/auth-login-only"),
    ),
    _known(
        "a-non-ascii-password-is-an-invalid-server-name",
        "Curly quotes pasted with a password are reported as an invalid server name.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(invalid characters)",
        rows=("credentials/pasted-quotes",),
    ),
    _known(
        "a-server-that-accepts-only-authenticate-cannot-be-used",
        "Odoo signs in only by LOGIN.",
        kind=FailureKind.OTHER,
        shown="Rejected(encryption required by the server)",
        rows=("credentials/auth-login-as-exchange-asks", "credentials/auth-plain-only"),
    ),
    _known(
        "a-server-that-accepts-only-authenticate-cannot-be-used",
        "Odoo signs in only by LOGIN.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(encryption required by the server)",
        rows=("credentials/auth-plain-only/wrong-password",),
    ),
    _known(
        "fetched-messages-are-marked-as-read",
        "Every fetched message is marked as read on the server.",
        kind=FailureKind.MAIL_ALTERED,
        shown="Connected",
        # All rows with an unread message, except a few that do not check the mailbox afterwards.
        rows=(
            "counts/[!eor]*",
            "counts/over-plain-imap",
            *IMPORTED_ODDITIES,
            "servers/capabilities-after-login",
            "servers/counts-in-between",
            "servers/warnings",
            "sync/message-moves-to-another-folder",
            "sync/uidvalidity-changes",
        ),
    ),
    _known(
        "flags-of-another-session-replace-messages",
        "If the server sends flags before a message, no lead is made, and the message is marked as "
        "read.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("servers/flags-of-another-session",),
    ),
    _known(
        "a-refused-connection-stays-open",
        "After a refused login, Odoo does not close the connection.",
        kind=FailureKind.OTHER,
        shown="",
        # Python's garbage collector closes the connection, sooner or later.
        sometimes=True,
        rows=(
            "credentials/app-password-wanted",
            "credentials/authenticationfailed-code",
            "credentials/limit",
            "credentials/privacy-required",
            "credentials/provider/*/own-password",
            "credentials/provider/godaddy/local-part",
            "credentials/unavailable",
            "refusals/cost/*",
            "refusals/no-such-user",
            "refusals/wrong-password/imap*",
        ),
    ),
    _known(
        "the-dialog-quotes-and-does-not-explain",
        "The dialog shows only the text of the server or the system, which does not contain the "
        "reason.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=(
            "article/pop-account/*",
            "certificates/old-tls",
            "credentials/provider/yahoo-as-pop",
        ),
    ),
    _known(
        "the-dialog-quotes-and-does-not-explain",
        "After a minute, the dialog does not say that the port expects SSL.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(no answer in time)",
        rows=("certificates/*/993-tls/no-ssl", "ssl-port/*plain-on-the-ssl-port"),
    ),
    _known(
        "an-empty-port-is-port-0",
        "An empty port becomes port 0.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(refused)",
        rows=("refusals/missing/port",),
    ),
    _known(
        "the-same-mailbox-is-accepted-twice",
        "The same mailbox is accepted twice.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("account/same-mailbox-twice*",),
    ),
    _known(
        "two-tabs-end-with-an-error-of-the-database",
        "If a mailbox is confirmed in two tabs at the same time, one tab shows an error of the "
        "database, or the mailbox is accepted twice.",
        kind=FailureKind.OTHER,
        shown="",
        rows=("account/connect-twice/in-two-tabs",),
    ),
)
