"""Write the table of reasons: what each means, and with which words apps and libraries say it."""

from collections.abc import Iterable, Mapping

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.targets.helpdesk import adapter as helpdesk
from bluebar.e2e.targets.helpdesk import job
from bluebar.e2e.targets.odoo import wording as odoo
from bluebar.e2e.targets.reference import adapter as reference
from bluebar.e2e.targets.roundcube import adapter as roundcube
from docs.docstrings import cell
from tests.clients.adapter import BY_LIBRARY

REASONS: Mapping[Reason, str] = {
    Reason.WRONG_CREDENTIALS: "the server refuses the user name or the password",
    Reason.APP_PASSWORD_NEEDED: "the server takes only an app password, or OAuth",
    Reason.SSL_WANTED: "SSL is not chosen, and the port expects TLS",
    Reason.SSL_NOT_SPOKEN: "SSL is chosen, and the server does not speak TLS at this port",
    Reason.CERTIFICATE_UNTRUSTED: "no trusted authority signed the certificate",
    Reason.CERTIFICATE_EXPIRED: "the certificate has expired",
    Reason.CERTIFICATE_NOT_YET_VALID: "the certificate is valid only from a later day on",
    Reason.CERTIFICATE_FOR_ANOTHER_NAME: "the certificate is for another host name",
    Reason.TLS_TOO_OLD: "the server offers only old versions or ciphers of TLS",
    Reason.ENCRYPTION_REQUIRED: "the server refuses a login without encryption",
    Reason.POP3_SERVER: "a POP3 server answers",
    Reason.NOT_AN_IMAP_SERVER: "another server answers, e.g. SMTP or HTTP",
    Reason.REFUSED: "nothing listens at this port",
    Reason.HOST_NOT_FOUND: "no name server knows the host",
    Reason.HOST_NOT_ALLOWED: "the app itself forbids this address",
    Reason.NO_ANSWER: "the server did not answer before the app's deadline",
    Reason.CONNECTION_LOST: "the server or the network ended the connection",
    Reason.INVALID_CHARACTERS: "a field contains a text that cannot be valid",
    Reason.MISSING_FIELD: "a required field is empty",
    Reason.TRY_LATER: "the server is busy, or has a limit: the same input may work later",
    Reason.UNSPECIFIED: "the app names no reason, or in words that the adapter does not list",
}
"""What each reason means."""

APPS = {
    "the reference app": reference.WORDING,
    "Roundcube": roundcube.WORDING,
    "Odoo": odoo.WORDING,
    "django-helpdesk": (*helpdesk.WORDING, *job.WORDING),
}
"""The wording of each included app."""


def reasons() -> str:
    """Return the section about reasons in Markdown."""
    libraries = [each.client.wording for each in BY_LIBRARY.values()]
    rows = [
        f"| `{reason.name}` | {reason} | {REASONS[reason]} | {_words_of_apps(reason)} "
        f"| {_quoted(_texts(reason, libraries))} |"
        for reason in Reason
    ]
    return (
        "## Reasons\n\n"
        "The list is closed. The last columns have the words of the included apps, and those of "
        f"{len(libraries)}\n[mail libraries](clients.md), which many apps pass on.\n\n"
        "| `Reason` | In reports | Meaning | Words of apps | Words of libraries |\n"
        "|---|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def _words_of_apps(reason: Reason) -> str:
    named = [
        f"{app}: {_quoted(texts)}"
        for app, wording in APPS.items()
        if (texts := _texts(reason, [wording]))
    ]
    return "; ".join(named) or "–"


def _texts(reason: Reason, wordings: Iterable[Iterable[tuple[str, object]]]) -> list[str]:
    """Return the texts of a reason in several wordings, each text once."""
    texts = [text for wording in wordings for text, meaning in wording if meaning == reason]
    return list(dict.fromkeys(text.strip(" ,").partition("\n")[0] for text in texts))


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"“{cell(text)}”" for text in texts) or "–"
