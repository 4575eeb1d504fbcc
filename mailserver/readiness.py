"""When a mail server is ready: it runs, a right login works, and a wrong password is rejected.

All three are needed. If a port is taken, GreenMail still starts, without the service of that port;
and a GreenMail without authentication accepts every password.
"""

import imaplib
import secrets
import time
from collections.abc import Callable

from bluebar.mailserver.accounts import Account, Accounts, AccountsUnavailable
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.server import MailServer

READY_SECONDS = 60
"""Maximum seconds until a mail server is ready.

Dovecot takes 0.1 seconds, and a local JVM one or two; a container on a busy machine takes more.
"""

POLL_SECONDS = 0.05
LOGIN_SECONDS = 10


class NotReady(HarnessError):
    """The mail server did not become ready."""


class AuthenticationDisabled(HarnessError):
    """The mail server accepts a wrong password."""


def wait_until_ready(
    server: MailServer,
    accounts: Accounts,
    *,
    not_running: Callable[[], str] = lambda: "",
    has_ended: Callable[[], str | None] = lambda: None,
    output: Callable[[], str] = lambda: "",
    within: float = READY_SECONDS,
) -> None:
    """Wait until the server is ready for tests.

    Args:
        server: the server, with the addresses at which it listens.
        accounts: the accounts of the server.
        not_running: a function that returns what the brand waits for before it can create accounts,
            e.g. "its API to report ready"; "" if nothing.
        has_ended: a function that returns how the server's process ended, or None while the process
            runs.
        output: a function that returns the server's last output.
        within: the maximum seconds to wait.

    Raises:
        NotReady: the server ended, or took too long; the error has the server's last output.
        AuthenticationDisabled: the server accepts a wrong password.
    """
    deadline = time.monotonic() + within
    while waited_for := not_running() or login_problem(server, accounts):
        ended = has_ended()
        if ended or time.monotonic() > deadline:
            raise NotReady(
                wanted=f"{server.brand} ({server.launcher}) to be ready within {within:.0f} s",
                happened=f"it {ended}" if ended else f"time ran out, waiting for {waited_for}",
                where=f"accounts {server.accounts_at}, IMAP {server.host}:{server.imap_port}",
                next_step=_next_step(server, output()),
                output=output(),
            )
        # No server signals when it begins to listen, so it is asked until the deadline.
        time.sleep(POLL_SECONDS)


def _next_step(server: MailServer, output: str) -> str:
    if server.launcher == "external":
        return "check that the server runs at the host and the ports of --mailserver-at"
    if output.strip():
        return "read its last output below"
    return "check whether another process uses its ports, and whether memory is short"


def login_problem(server: MailServer, accounts: Accounts) -> str:
    """Try a right login and a wrong one; return the step that does not work yet, or "".

    Raises:
        AuthenticationDisabled: the server accepts a wrong password.
    """
    token = secrets.token_hex(8)
    probe = Account(
        address=f"probe-{token}@bluebar.test", login=f"probe-{token}", password=f"right-{token}"
    )
    try:
        accounts.create(probe)
        try:
            if not _can_log_in(server, probe.login, probe.password):
                return "a right login to work"
            if _can_log_in(server, probe.login, "wrong"):
                raise AuthenticationDisabled(
                    wanted="a wrong password to be rejected",
                    happened=f"{server.brand} accepted it",
                    where=f"{server.host}:{server.imap_port}",
                    next_step="let the server check passwords; start a GreenMail without "
                    "greenmail.auth.disabled",
                )
        finally:
            accounts.delete(probe.address)
    except (OSError, imaplib.IMAP4.error, AccountsUnavailable) as error:
        return f"a login to be answered (so far: {error})"
    return ""


def _can_log_in(server: MailServer, login: str, password: str) -> bool:
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        try:
            client.login(login, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return False
        return True
