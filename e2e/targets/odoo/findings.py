"""What is known of Odoo 19.0, so that a run is green until something else happens.

docs/findings/odoo.md tells each at length, with the command that shows it.
"""

from e2e.failures import Kind
from e2e.targets.known import AT_993, known

PAGE = "docs/findings/odoo.md"

LOST = known(
    rows=("content/unknown-charset",),
    kind=Kind.OTHER,
    shown="Connected",
    why="A message in a charset that Python does not know is marked as read, and makes no lead.",
    link=f"{PAGE}#a-message-that-cannot-be-read-is-lost-without-a-word",
)

UNVERIFIED = known(
    rows=AT_993,
    kind=Kind.UNVERIFIED,
    shown="Connected",
    why="With SSL/TLS any certificate will do, and the password is sent.",
    link=f"{PAGE}#any-certificate-will-do",
)

NOT_ASCII = known(
    rows=(
        "account/odd-but-legal/umlaut",
        "credentials/auth-login-only",
        "security/password-nowhere/*",
    ),
    kind=Kind.OTHER,
    shown="Rejected(invalid characters)",
    why="A password outside ASCII is an invalid server name, and the dialog shows that password.",
    link=f"{PAGE}#a-password-outside-ascii-is-an-invalid-server-name",
)

PASTED = known(
    rows=("credentials/pasted-quotes",),
    kind=Kind.WRONG_REASON,
    shown="Rejected(invalid characters)",
    why="So are curly quotes that were pasted with a password.",
    link=NOT_ASCII.link,
)

LINE_END = known(
    rows=("security/line-end/password",),
    kind=Kind.OTHER,
    shown="Rejected(wrong credentials)",
    why="A line end in the password ends the command, and what follows is sent as another.",
    link=f"{PAGE}#a-line-end-ends-the-command",
)

NOT_QUOTED = known(
    rows=("security/line-end/username", "security/quoting/username"),
    kind=Kind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why="A user name is sent without quotes, so one that needs them makes another command.",
    link=LINE_END.link,
)

IN_CLEAR = known(
    rows=("credentials/login-disabled", "security/starttls/required-but-not-asked-for"),
    kind=Kind.OTHER,
    shown="Rejected(encryption required by the server)",
    why="Where the server says LOGINDISABLED the password is sent in clear all the same.",
    link=f"{PAGE}#logindisabled-is-not-looked-at",
)

ONLY_LOGIN = known(
    rows=("credentials/auth-plain-only",),
    kind=Kind.OTHER,
    shown=IN_CLEAR.shown,
    why="LOGIN is all that it knows, where the server takes only AUTHENTICATE.",
    link=IN_CLEAR.link,
)

ONLY_LOGIN_REFUSED = known(
    rows=("credentials/auth-plain-only/wrong-password",),
    kind=Kind.WRONG_REASON,
    shown=IN_CLEAR.shown,
    why=ONLY_LOGIN.why,
    link=IN_CLEAR.link,
)

# All in which a message was unread, but for a few that do not look at the mailbox afterwards.
MARKED_AS_READ = known(
    rows=("counts/[!eor]*", "counts/over-plain-imap", "content/[!us]*", "sync/uidvalidity-changes"),
    kind=Kind.MAIL_ALTERED,
    shown="Connected",
    why="Every message that is fetched is marked as read on the server.",
    link=f"{PAGE}#fetched-messages-are-marked-as-read",
)

PASSWORD_KEPT = known(
    rows=(
        "article/try-the-other/*",
        "certificates/*/143-plain/ssl",
        "credentials/app-password-wanted",
        "credentials/authenticationfailed-code",
        "credentials/limit",
        "credentials/privacy-required",
        "credentials/provider/*/own-password",
        "credentials/provider/godaddy/local-part",
        "credentials/unavailable",
        "refusals/closed-port-*",
        "refusals/no-such-user",
        "refusals/unknown-host",
        "refusals/wrong-password/imap*",
        "ssl-port/*ssl-on-the-plain-port",
        "timeouts/bye-unavailable",
        "timeouts/closed-at-once/plain",
        "timeouts/garbage/plain",
        "timeouts/http/ssl",
        "timeouts/never-accepts",
        "timeouts/reset-at-once",
        "timeouts/silent/*",
        "timeouts/smtp/*",
        "timeouts/ssh/plain",
    ),
    kind=Kind.OTHER,
    why="After a refusal the form has the password still, which the server gives back in clear.",
    link=f"{PAGE}#the-password-comes-back-after-a-refusal",
)

NOT_SAID = known(
    rows=(
        "article/pop-account/*",
        "certificates/old-tls",
        "credentials/provider/yahoo-as-pop",
        "security/server-text-is-text",
    ),
    kind=Kind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why="What the server or the system said is all that is told, and does not tell the reason.",
    link=f"{PAGE}#the-dialog-quotes-and-does-not-explain",
)

SILENCE = known(
    rows=("certificates/*/993-tls/no-ssl", "ssl-port/*plain-on-the-ssl-port"),
    kind=Kind.WRONG_REASON,
    shown="Rejected(no answer in time)",
    why="That SSL is wanted at a port is not said, after a minute.",
    link=NOT_SAID.link,
)

NO_PORT = known(
    rows=("refusals/missing/port",),
    kind=Kind.WRONG_REASON,
    shown="Rejected(refused)",
    why="An empty port is taken for port 0.",
    link=NOT_SAID.link,
)

TWICE = known(
    rows=("account/same-mailbox-twice*",),
    kind=Kind.OTHER,
    shown="Connected",
    why="The same mailbox is taken twice.",
    link=f"{PAGE}#the-same-mailbox-is-taken-twice",
)

FINDINGS = (
    LOST, UNVERIFIED, NOT_ASCII, PASTED, LINE_END, NOT_QUOTED, IN_CLEAR, ONLY_LOGIN,
    ONLY_LOGIN_REFUSED, MARKED_AS_READ, PASSWORD_KEPT, NOT_SAID, SILENCE, NO_PORT, TWICE,
)  # fmt: skip
