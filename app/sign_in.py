"""Sign in to a server that has greeted, and understand why it lets nobody in."""

import imaplib
import re
import ssl
from typing import Any

from bluebar.app.imap4 import Imap4
from bluebar.app.mailbox_login import Credentials
from bluebar.app.problems import ConnectError, ConnectProblem, quoted

APP_PASSWORD = re.compile(r"app(lication)?[- ]?(specific)?[- ]password|oauth", re.IGNORECASE)
LATER = re.compile(r"\[(UNAVAILABLE|LIMIT|INUSE|OVERQUOTA)\]", re.IGNORECASE)
PRIVACY = re.compile(r"\[PRIVACYREQUIRED\]", re.IGNORECASE)
ATOM = re.compile(rb"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+\Z")
PASTED = re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb\u00a0\u200b-\u200f\u2060\ufeff]")
"""Curly quotes, no-break spaces and what has no width."""

PASTED_HINT = (
    "The password holds characters that come with pasting, such as curly quotes or no-break "
    "spaces: type it by hand."
)
TOKENS = {"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"}


def sign_in(imap: Imap4, wanted: Credentials) -> None:
    """Sign in by LOGIN, or by AUTHENTICATE where LOGIN is disabled.

    Raises:
        ConnectError: why not.
    """
    if "LOGINDISABLED" not in imap.capabilities:
        _login(imap, wanted)
    elif not isinstance(imap.sock, ssl.SSLSocket):
        here = "This server offers it at this port: tick Use SSL and keep the port."
        offered = "STARTTLS" in imap.capabilities
        raise ConnectError(ConnectProblem.ENCRYPTION_REQUIRED, here if offered else "")
    elif "AUTH=PLAIN" in imap.capabilities:
        secret = b"\0".join((b"", wanted.username.encode(), wanted.password.encode()))
        _authenticate(imap, "PLAIN", [secret], wanted)  # RFC 4616
    elif "AUTH=LOGIN" in imap.capabilities:
        names = [wanted.username.encode(), wanted.password.encode()]
        _authenticate(imap, "LOGIN", names, wanted)
    elif TOKENS & set(imap.capabilities):
        raise ConnectError(ConnectProblem.APP_PASSWORD, "The server takes OAuth only.")
    else:
        raise ConnectError(
            ConnectProblem.OTHER, "The server takes no way to sign in that Kith knows."
        )


def _login(imap: Imap4, wanted: Credentials) -> None:
    username = _argument(wanted.username, non_sync="LITERAL+" in imap.capabilities)
    # As a literal every character is taken as it is, also those that quoting spoils.
    imap.literal = wanted.password.encode()  # type: ignore[assignment]  # bytes, whatever typeshed says
    try:
        command: Any = imap._simple_command
        answer, data = command("LOGIN", username)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise ConnectError(ConnectProblem.OTHER, quoted(str(error))) from error
    if answer != "OK":
        said = b" ".join(each for each in data if each).decode(errors="replace")
        raise _refused(said, wanted)
    imap.state = "AUTH"


def _authenticate(imap: Imap4, mechanism: str, answers: list[bytes], wanted: Credentials) -> None:
    """Answer a server's challenges one after the other (RFC 9051, 6.2.2)."""
    left = iter(answers)
    try:
        imap.authenticate(mechanism, lambda _challenge: next(left, None))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        if "command error" in str(error):  # BAD, as imaplib tells it
            raise ConnectError(ConnectProblem.OTHER, quoted(str(error))) from error
        raise _refused(str(error), wanted) from error


def _argument(text: str, *, non_sync: bool) -> bytes:
    """Return an astring (RFC 9051, 4.3): an atom, quoted, or a non-synchronizing literal."""
    raw = text.encode()
    if ATOM.match(raw):
        return raw
    if non_sync and not text.isascii():
        return b"{%d+}\r\n%s" % (len(raw), raw)
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _refused(said: str, wanted: Credentials) -> ConnectError:
    if LATER.search(said):
        return ConnectError(ConnectProblem.LATER, quoted(said))
    if PRIVACY.search(said):
        return ConnectError(ConnectProblem.ENCRYPTION_REQUIRED, quoted(said))
    if APP_PASSWORD.search(said):
        return ConnectError(ConnectProblem.APP_PASSWORD, quoted(said))
    hint = f"{PASTED_HINT} " if PASTED.search(wanted.password) else ""
    return ConnectError(ConnectProblem.WRONG_CREDENTIALS, hint + quoted(said))
