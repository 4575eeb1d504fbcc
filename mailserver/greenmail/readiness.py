"""When a GreenMail is ready: its API reports ready, a right login works, a wrong one is rejected.

All three are needed. If a port is taken, GreenMail still starts, without the service of that port;
and a GreenMail without authentication accepts every password.
"""

import imaplib
import re
import secrets
import time
from collections.abc import Callable

from bluebar.mailserver.accounts import Account, Accounts, AccountsUnavailable
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.server import MailServer

READY_SECONDS = 60
"""Maximum seconds until GreenMail is ready.

A local JVM takes one or two seconds; a container on a busy machine takes more.
"""

POLL_SECONDS = 0.05
LOGIN_SECONDS = 10
GREETING = re.compile(rb"GreenMail v(\d[\w.-]*)")


class NotReady(HarnessError):
    """The mail server did not become ready."""


class AuthenticationDisabled(HarnessError):
    """The mail server accepts a wrong password."""


def wait_until_ready(
    server: MailServer,
    *,
    has_ended: Callable[[], str | None],
    output: Callable[[], str],
    within: float = READY_SECONDS,
) -> None:
    """Wait until the server is ready for tests.

    Args:
        server: the server, with the addresses at which it listens.
        has_ended: a function that returns how the server's process ended, or None while the process
            runs.
        output: a function that returns the server's last output.
        within: the maximum seconds to wait.

    Raises:
        NotReady: the server ended, or took too long; the error has the server's last output.
        AuthenticationDisabled: the server accepts a wrong password.
    """
    api = GreenMailApi(server.accounts_at)
    deadline = time.monotonic() + within
    waited_for = "its API to report ready"
    while not api.is_ready() or (waited_for := login_problem(server, api)):
        ended = has_ended()
        if ended or time.monotonic() > deadline:
            raise NotReady(
                wanted=f"GreenMail ({server.launcher}) to be ready within {within:.0f} s",
                happened=f"it {ended}" if ended else f"time ran out, waiting for {waited_for}",
                where=f"API {server.accounts_at}, IMAP {server.host}:{server.imap_port}",
                next_step=_next_step(server, output()),
                output=output(),
            )
        # A JVM does not signal when it begins to listen, so the API is polled until the deadline.
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
                    happened="GreenMail accepted it",
                    where=f"{server.host}:{server.imap_port}",
                    next_step="start GreenMail without greenmail.auth.disabled",
                )
        finally:
            accounts.delete(probe.address)
    except (OSError, imaplib.IMAP4.error, AccountsUnavailable) as error:
        return f"a login to be answered (so far: {error})"
    return ""


def version_of(server: MailServer) -> str:
    """Return GreenMail's version from its greeting, which is right for every image and address.

    Raises:
        OSError, imaplib.IMAP4.error: there is no greeting.
    """
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        greeting = GREETING.search(client.welcome)
    return greeting[1].decode() if greeting else "of unknown version"


def _can_log_in(server: MailServer, login: str, password: str) -> bool:
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        try:
            client.login(login, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return False
        return True
