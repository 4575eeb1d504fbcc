"""What is known of Odoo 19.0, so that a run is green until something else happens.

docs/findings/odoo.md tells each at length, with the command that shows it.
"""

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.targets.known_failure_defaults import known

PAGE = "docs/findings/odoo.md"

LOST = known(
    rows=("content/unknown-charset",),
    kind=FailureKind.OTHER,
    shown="Connected",
    why="A message in a charset that Python does not know is marked as read, and makes no lead.",
    link=f"{PAGE}#a-message-that-cannot-be-read-is-lost-without-a-word",
)

NOT_ASCII = known(
    rows=(
        "account/odd-but-legal/umlaut",
        "credentials/auth-login-only",
    ),
    kind=FailureKind.OTHER,
    shown="Rejected(invalid characters)",
    why="A password outside ASCII is told as an invalid server name.",
    link=f"{PAGE}#a-password-outside-ascii-is-an-invalid-server-name",
)

PASTED = known(
    rows=("credentials/pasted-quotes",),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(invalid characters)",
    why="So are curly quotes that were pasted with a password.",
    link=NOT_ASCII.link,
)

ONLY_LOGIN = known(
    rows=("credentials/auth-plain-only",),
    kind=FailureKind.OTHER,
    shown="Rejected(encryption required by the server)",
    why="LOGIN is the only way in that it knows.",
    link=f"{PAGE}#a-server-that-takes-only-authenticate-cannot-be-used",
)

ONLY_LOGIN_REFUSED = known(
    rows=("credentials/auth-plain-only/wrong-password",),
    kind=FailureKind.WRONG_REASON,
    shown=ONLY_LOGIN.shown,
    why=ONLY_LOGIN.why,
    link=ONLY_LOGIN.link,
)

# All in which a message was unread, but for a few that do not look at the mailbox afterwards.
MARKED_AS_READ = known(
    rows=(
        "counts/[!eor]*",
        "counts/over-plain-imap",
        "content/[!hsu]*",
        "sync/uidvalidity-changes",
    ),
    kind=FailureKind.MAIL_ALTERED,
    shown="Connected",
    why="Every message that is fetched is marked as read on the server.",
    link=f"{PAGE}#fetched-messages-are-marked-as-read",
)

NOT_SAID = known(
    rows=(
        "article/pop-account/*",
        "certificates/old-tls",
        "credentials/provider/yahoo-as-pop",
    ),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why="What the server or the system said is all that is told, and does not tell the reason.",
    link=f"{PAGE}#the-dialog-quotes-and-does-not-explain",
)

SILENCE = known(
    rows=("certificates/*/993-tls/no-ssl", "ssl-port/*plain-on-the-ssl-port"),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(no answer in time)",
    why="That SSL is wanted at a port is not said, after a minute.",
    link=NOT_SAID.link,
)

NO_PORT = known(
    rows=("refusals/missing/port",),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(refused)",
    why="An empty port is taken for port 0.",
    link=f"{PAGE}#an-empty-port-is-port-0",
)

TWICE = known(
    rows=("account/same-mailbox-twice*",),
    kind=FailureKind.OTHER,
    shown="Connected",
    why="The same mailbox is taken twice.",
    link=f"{PAGE}#the-same-mailbox-is-taken-twice",
)

KNOWN_FAILURES = (
    LOST, NOT_ASCII, PASTED, ONLY_LOGIN, ONLY_LOGIN_REFUSED, MARKED_AS_READ, NOT_SAID, SILENCE,
    NO_PORT, TWICE,
)  # fmt: skip
