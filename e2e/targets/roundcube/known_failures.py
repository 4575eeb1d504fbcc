"""The known failures of Roundcube 1.6.5; docs/findings/roundcube.md describes each of them."""

from functools import partial

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.targets.known_failure_defaults import (
    BAD_CERTIFICATE_AT_993,
    BAD_CERTIFICATES,
    known_failure,
)

_known = partial(known_failure, "docs/findings/roundcube.md")

KNOWN_FAILURES = (
    _known(
        "the-same-message-for-every-wrong-host-port-or-ssl-setting",
        'The message is always "Connection to storage server failed.", whether host, port or SSL '
        "is wrong.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=(
            "article/pop-account/*",
            "certificates/*/993-tls/no-ssl",
            "certificates/*/143-plain/ssl",
            "credentials/provider/yahoo-as-pop",
            "refusals/closed-port-*",
            "refusals/unknown-host",
            "ssl-port/*plain-on-the-ssl-port*",
            "ssl-port/*ssl-on-the-plain-port*",
            "timeouts/garbage/plain",
            "timeouts/http/ssl",
            "timeouts/smtp/*",
            "timeouts/ssh/plain",
            "timeouts/then-the-right-port",
        ),
    ),
    _known(
        "a-rejected-certificate-is-not-named",
        'The message is "Connection to storage server failed." for a rejected certificate and for '
        "a server with old TLS.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=(
            *BAD_CERTIFICATE_AT_993,
            *(f"certificates/{each}/143-starttls/ssl" for each in BAD_CERTIFICATES),
            "certificates/old-tls",
        ),
    ),
    _known(
        "a-server-that-asks-to-try-later-is-not-quoted",
        'The message is "Connection to storage server failed." for a server that is out of '
        "service, slow, or gone.",
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(unspecified)",
        rows=(
            "timeouts/bye-unavailable",
            "timeouts/closed-at-once/plain",
            "timeouts/greeting-too-late",
            "timeouts/login-too-late",
            "timeouts/never-accepts",
            "timeouts/reset-at-once",
            "timeouts/silent/*",
            "timeouts/then-the-server-answers",
        ),
    ),
    _known(
        "login-failed-although-the-password-is-right",
        'The message is "Login failed." for every answer of the server to a login.',
        kind=FailureKind.WRONG_REASON,
        shown="Rejected(wrong credentials)",
        rows=(
            "credentials/another-program-has-the-connection",
            "credentials/app-password-wanted",
            "credentials/limit",
            "credentials/privacy-required",
            "credentials/unavailable",
            "refusals/cost/app-password-wanted",
        ),
    ),
    _known(
        "a-pasted-space-makes-an-invalid-server",
        "A space pasted with the server's name makes the name invalid.",
        kind=FailureKind.OTHER,
        shown="Rejected(invalid characters)",
        rows=("account/odd-but-legal/trimmed-user-name",),
    ),
    _known(
        "a-mailbox-is-shown-as-empty-while-the-server-is-gone",
        "A mailbox that is opened while the server is gone is shown as empty.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("sync/outage-and-recovery",),
    ),
    _known(
        "refresh-does-not-restore-the-list",
        "After the server is back, Refresh leaves the list empty.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("sync/opened-while-the-server-is-gone",),
    ),
    _known(
        "flags-of-another-session-empty-the-list",
        "If the server sends flags after a message, the list does not show the message.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("servers/flags-of-another-session*",),
    ),
    _known(
        "a-blank-before-a-colon-hides-the-subject",
        "The list shows no subject if the field has a blank before its colon.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("content/blanks-before-colons",),
    ),
    _known(
        "the-user-name-is-sent-in-small-letters",
        "Roundcube sends a user name with capitals in small letters.",
        kind=FailureKind.OTHER,
        shown="Rejected(wrong credentials)",
        rows=("refusals/cost/user-name-in-capitals",),
    ),
    _known(
        "two-logins-at-once",
        "The page signs in twice at the same time; a server that allows one connection refuses the "
        "second.",
        kind=FailureKind.OTHER,
        shown="Connected",
        rows=("sync/one-connection-at-most",),
    ),
)
