"""What is known of Roundcube 1.6.5, so that a run is green until something else happens.

docs/findings/roundcube.md tells each at length, with the command that shows it.
"""

from e2e.failures import Kind
from e2e.targets.known import AT_993, BAD_CERTIFICATES, known

PAGE = "docs/findings/roundcube.md"

ONE_MESSAGE = known(
    rows=(
        "article/pop-account/*",
        "certificates/*/993-tls/no-ssl",
        "certificates/*/143-plain/ssl",
        *AT_993,
        *(f"certificates/{each}/143-starttls/ssl" for each in BAD_CERTIFICATES),
        "certificates/old-tls",
        "credentials/provider/yahoo-as-pop",
        "refusals/closed-port-*",
        "refusals/unknown-host",
        "ssl-port/*plain-on-the-ssl-port*",
        "ssl-port/*ssl-on-the-plain-port*",
        "timeouts/bye-unavailable",
        "timeouts/closed-at-once/plain",
        "timeouts/garbage/plain",
        "timeouts/greeting-too-late",
        "timeouts/http/ssl",
        "timeouts/never-accepts",
        "timeouts/reset-at-once",
        "timeouts/silent/*",
        "timeouts/smtp/*",
        "timeouts/ssh/plain",
        "timeouts/then-*",
    ),
    kind=Kind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why='"Connection to storage server failed." is all that is said before a login.',
    link=f"{PAGE}#one-message-for-whatever-fails-before-the-login",
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
    kind=Kind.WRONG_REASON,
    shown="Rejected(wrong credentials)",
    why='"Login failed." is said whatever the server answered, or did not.',
    link=f"{PAGE}#login-failed-where-no-password-was-wrong",
)

NOT_TRIMMED = known(
    rows=("account/odd-but-legal/trimmed-user-name",),
    kind=Kind.OTHER,
    shown="Rejected(invalid characters)",
    why="A space pasted with the server's name makes it an invalid one.",
    link=f"{PAGE}#a-pasted-space-makes-an-invalid-server",
)

TWO_AT_ONCE = known(
    rows=("sync/one-connection-at-most",),
    kind=Kind.OTHER,
    shown="Connected",
    why="The page signs in twice at once, and a server that allows one turns it away.",
    link=f"{PAGE}#two-logins-at-once",
)

FINDINGS = (ONE_MESSAGE, LOGIN_FAILED, NOT_TRIMMED, TWO_AT_ONCE)
