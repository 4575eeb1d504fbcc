"""What is known of Odoo 19.0, so that a run is green until something else happens.

docs/findings/odoo.md tells each at length, with the command that shows it.
"""

from datetime import date

from e2e.failures import Kind
from e2e.findings import Finding

PAGE = "docs/findings/odoo.md"
OWNER = "bluebar's maintainers"
EXPIRES = date(2027, 5, 31)

BAD_CERTIFICATES = ("unknown-authority", "self-signed", "expired", "not-yet-valid", "other-name")

UNVERIFIED = Finding(
    rows=(
        *(f"certificates/{each}/993-tls/ssl" for each in BAD_CERTIFICATES),
        "certificates/by-name/other-name",
        "credentials/provider/shared-host",
    ),
    kind=Kind.UNVERIFIED,
    shown="Connected",
    why="With SSL/TLS any certificate will do, and the password is sent.",
    link=f"{PAGE}#any-certificate-will-do",
    owner=OWNER,
    expires=EXPIRES,
)

NOT_ASCII = Finding(
    rows=(
        "account/odd-but-legal/umlaut",
        "credentials/auth-login-only",
        "security/password-nowhere/*",
    ),
    kind=Kind.OTHER,
    shown="Rejected(invalid characters)",
    why="A password outside ASCII is an invalid server name, and the dialog shows that password.",
    link=f"{PAGE}#a-password-outside-ascii-is-an-invalid-server-name",
    owner=OWNER,
    expires=EXPIRES,
)

PASTED = Finding(
    rows=("credentials/pasted-quotes",),
    kind=Kind.WRONG_REASON,
    shown="Rejected(invalid characters)",
    why="The same of curly quotes around a password.",
    link=NOT_ASCII.link,
    owner=OWNER,
    expires=EXPIRES,
)

MARKED_AS_READ = Finding(
    rows=(
        "counts/decoys",
        "counts/several-fetch-ranges",
        "counts/over-plain-imap",
        "counts/second-sync-changes-nothing",
        "counts/new-mail-adds-itself",
    ),
    kind=Kind.MAIL_ALTERED,
    shown="Connected",
    why="Every message that is fetched is marked as read on the server.",
    link=f"{PAGE}#fetched-messages-are-marked-as-read",
    owner=OWNER,
    expires=EXPIRES,
)

FINDINGS = (UNVERIFIED, NOT_ASCII, PASTED, MARKED_AS_READ)
