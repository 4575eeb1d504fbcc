"""What is known of Roundcube 1.6.5, so that a run is green until something else happens.

docs/findings/roundcube.md tells each at length, with the command that shows it.
"""

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.targets.known_failure_defaults import AT_993, BAD_CERTIFICATES, known

PAGE = "docs/findings/roundcube.md"
ONE_MESSAGE = '"Connection to storage server failed." is all that is said'

WRONGLY_TYPED = known(
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
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why=f"{ONE_MESSAGE}, whatever of host, port and SSL is wrong.",
    link=f"{PAGE}#one-message-for-whatever-is-wrong-with-host-port-and-ssl",
)

CERTIFICATES = known(
    rows=(
        *AT_993,
        *(f"certificates/{each}/143-starttls/ssl" for each in BAD_CERTIFICATES),
        "certificates/old-tls",
    ),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why=f"{ONE_MESSAGE} of a certificate that is refused, and of a server of old TLS.",
    link=f"{PAGE}#a-refused-certificate-is-not-told-as-one",
)

NOT_IN_SERVICE = known(
    rows=(
        "timeouts/bye-unavailable",
        "timeouts/closed-at-once/plain",
        "timeouts/greeting-too-late",
        "timeouts/never-accepts",
        "timeouts/reset-at-once",
        "timeouts/silent/*",
        "timeouts/then-the-server-answers",
    ),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why=f"{ONE_MESSAGE} of a server that is out of service, late, or gone.",
    link=f"{PAGE}#a-server-that-asks-to-try-later-is-not-quoted",
)

LOGIN_FAILED = known(
    rows=(
        "credentials/another-program-has-the-connection",
        "credentials/app-password-wanted",
        "credentials/limit",
        "credentials/privacy-required",
        "credentials/unavailable",
        "timeouts/login-too-late",
    ),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(wrong credentials)",
    why='"Login failed." is said whatever the server answered, or did not.',
    link=f"{PAGE}#login-failed-where-no-password-was-wrong",
)

NOT_TRIMMED = known(
    rows=("account/odd-but-legal/trimmed-user-name",),
    kind=FailureKind.OTHER,
    shown="Rejected(invalid characters)",
    why="A space pasted with the server's name makes it an invalid one.",
    link=f"{PAGE}#a-pasted-space-makes-an-invalid-server",
)

SHOWN_AS_EMPTY = known(
    rows=("sync/outage-and-recovery",),
    kind=FailureKind.OTHER,
    shown="Connected",
    why="While the server is gone, a mailbox that is opened is shown as empty.",
    link=f"{PAGE}#a-server-that-is-gone-makes-the-mailbox-an-empty-one",
)

STAYS_EMPTY = known(
    rows=("sync/opened-while-the-server-is-gone",),
    kind=FailureKind.OTHER,
    shown="Connected",
    why="When the server is back, Refresh leaves the list empty.",
    link=f"{PAGE}#refresh-does-not-bring-the-list-back",
)

TWO_AT_ONCE = known(
    rows=("sync/one-connection-at-most",),
    kind=FailureKind.OTHER,
    shown="Connected",
    why="The page signs in twice at once, and a server that allows one turns it away.",
    link=f"{PAGE}#two-logins-at-once",
)

KNOWN_FAILURES = (
    WRONGLY_TYPED, CERTIFICATES, NOT_IN_SERVICE, LOGIN_FAILED, NOT_TRIMMED, SHOWN_AS_EMPTY,
    STAYS_EMPTY, TWO_AT_ONCE,
)  # fmt: skip
