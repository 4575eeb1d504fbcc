"""Sign in to an IMAP server, and find the reason when the server refuses the login."""

import imaplib
import re
import ssl
from typing import Any

from bluebar.app.imap4 import Imap4
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.problems import ConnectError, ConnectProblem, quote_server

APP_PASSWORD = re.compile(r"app(lication)?[- ]?(specific)?[- ]password|oauth", re.IGNORECASE)
TRY_LATER = re.compile(r"\[(UNAVAILABLE|LIMIT|INUSE|OVERQUOTA)\]", re.IGNORECASE)
PRIVACY = re.compile(r"\[PRIVACYREQUIRED\]", re.IGNORECASE)
ATOM = re.compile(rb"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+\Z")
PASTED = re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb\u00a0\u200b-\u200f\u2060\ufeff]")
"""Characters that often come from pasting: curly quotes, no-break spaces, zero-width characters."""

PASTED_HINT = (
    "The password contains characters that come with pasting, such as curly quotes or no-break "
    "spaces: type the password instead."
)
TOKENS = {"AUTH=XOAUTH2", "AUTH=OAUTHBEARER"}


def sign_in(imap: Imap4, login: MailboxLogin) -> None:
    """Sign in by LOGIN, or by AUTHENTICATE if LOGIN is disabled.

    Raises:
        ConnectError: the server refuses the login, requires encryption first, or offers no way to
            sign in that Kith knows.
    """
    if "LOGINDISABLED" not in imap.capabilities:
        _login(imap, login)
    elif not isinstance(imap.sock, ssl.SSLSocket):
        here = "This server offers encryption at this port: tick Use SSL and keep the port."
        offered = "STARTTLS" in imap.capabilities
        raise ConnectError(ConnectProblem.ENCRYPTION_REQUIRED, here if offered else "")
    elif "AUTH=PLAIN" in imap.capabilities:
        secret = b"\0".join((b"", login.username.encode(), login.password.encode()))
        _authenticate(imap, "PLAIN", [secret], login)  # RFC 4616
    elif "AUTH=LOGIN" in imap.capabilities:
        names = [login.username.encode(), login.password.encode()]
        _authenticate(imap, "LOGIN", names, login)
    elif TOKENS & set(imap.capabilities):
        raise ConnectError(ConnectProblem.APP_PASSWORD, "The server accepts OAuth only.")
    else:
        raise ConnectError(
            ConnectProblem.OTHER, "The server accepts no way to sign in that Kith knows."
        )


def _login(imap: Imap4, login: MailboxLogin) -> None:
    username = _argument(login.username, non_sync="LITERAL+" in imap.capabilities)
    # Send the password as a literal, which can contain every character, unlike a quoted string.
    imap.literal = login.password.encode()  # type: ignore[assignment]  # typeshed says str
    try:
        command: Any = imap._simple_command
        answer, data = command("LOGIN", username)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise ConnectError(ConnectProblem.OTHER, quote_server(str(error))) from error
    if answer != "OK":
        text = b" ".join(each for each in data if each).decode(errors="replace")
        raise _refused(text, login)
    imap.state = "AUTH"


def _authenticate(imap: Imap4, mechanism: str, answers: list[bytes], login: MailboxLogin) -> None:
    """Sign in by AUTHENTICATE with these answers to the server's challenges (RFC 9051, 6.2.2)."""
    left = iter(answers)
    try:
        imap.authenticate(mechanism, lambda _challenge: next(left, None))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        if "command error" in str(error):  # imaplib's text for a BAD response
            raise ConnectError(ConnectProblem.OTHER, quote_server(str(error))) from error
        raise _refused(str(error), login) from error


def _argument(text: str, *, non_sync: bool) -> bytes:
    """Return a text in the form of a command's argument (an astring; RFC 9051, 4.3).

    The form is an atom, a quoted string, or a non-synchronizing literal.

    Args:
        text: the text.
        non_sync: True if the server accepts non-synchronizing literals.
    """
    raw = text.encode()
    if ATOM.match(raw):
        return raw
    if non_sync and not text.isascii():
        return b"{%d+}\r\n%s" % (len(raw), raw)
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _refused(text: str, login: MailboxLogin) -> ConnectError:
    if TRY_LATER.search(text):
        return ConnectError(ConnectProblem.LATER, quote_server(text))
    if PRIVACY.search(text):
        return ConnectError(ConnectProblem.ENCRYPTION_REQUIRED, quote_server(text))
    if APP_PASSWORD.search(text):
        return ConnectError(ConnectProblem.APP_PASSWORD, quote_server(text))
    hint = f"{PASTED_HINT} " if PASTED.search(login.password) else ""
    return ConnectError(ConnectProblem.WRONG_CREDENTIALS, hint + quote_server(text))
