"""When a GreenMail is ready: its API says so, a good login works, and a bad one is refused.

Less will not do: a GreenMail survives a port clash with an empty service, and one without
authentication takes every password.
"""

import imaplib
import re
import secrets
import time
from collections.abc import Callable

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.greenmail.rest_api import AccountNotMade, GreenMailApi
from bluebar.mailserver.server import MailServer

READY_SECONDS = 60
"""A local JVM takes one or two; a container on a busy machine, more."""

LOOK_AGAIN_SECONDS = 0.05
LOGIN_SECONDS = 10
GREETING = re.compile(rb"GreenMail v(\d[\w.-]*)")


class NotReady(HarnessError):
    """The mail server did not become ready."""


class AuthenticationOff(HarnessError):
    """The mail server takes a wrong password."""


def wait_until_ready(
    server: MailServer,
    *,
    has_ended: Callable[[], str | None],
    output: Callable[[], str],
    within: float = READY_SECONDS,
) -> None:
    """Wait until the server is ready for tests.

    Args:
        server: where it stands.
        has_ended: returns how its process ended, or None while it lives.
        output: returns its last output.
        within: seconds.

    Raises:
        NotReady: it ended, or took too long; with its last output.
        AuthenticationOff: it takes a wrong password.
    """
    api = GreenMailApi(server)
    deadline = time.monotonic() + within
    waited_for = "its API to call it ready"
    while not api.is_ready() or (waited_for := what_login_lacks(server, api)):
        ended = has_ended()
        if ended or time.monotonic() > deadline:
            raise NotReady(
                wanted=f"GreenMail ({server.way}) to be ready within {within:.0f} s",
                happened=f"it {ended}" if ended else f"time ran out, waiting for {waited_for}",
                where=f"{server.host}: API {server.api_port}, IMAP {server.imap_port}",
                next_step=_next_step(server, output()),
                output=output(),
            )
        # Nothing tells when a JVM starts to listen; the API is asked anew until the deadline.
        time.sleep(LOOK_AGAIN_SECONDS)


def _next_step(server: MailServer, output: str) -> str:
    if server.way == "external":
        return "see whether it runs, and compare host and ports with what --mailserver-at says"
    if output.strip():
        return "read its last output below"
    return "look whether something else holds its ports or memory is short"


def what_login_lacks(server: MailServer, api: GreenMailApi) -> str:
    """Try a good login and a bad one; return what is still missing, or "" when all is well.

    Raises:
        AuthenticationOff: it takes a wrong password.
    """
    token = secrets.token_hex(8)
    probe = Account(
        address=f"probe-{token}@bluebar.test", login=f"probe-{token}", password=f"right-{token}"
    )
    try:
        api.create(probe)
        try:
            if not _can_log_in(server, probe.login, probe.password):
                return "a good login to work"
            if _can_log_in(server, probe.login, "wrong"):
                raise AuthenticationOff(
                    wanted="a wrong password to be refused",
                    happened="GreenMail took it",
                    where=f"{server.host}:{server.imap_port}",
                    next_step="start it without greenmail.auth.disabled",
                )
        finally:
            api.delete(probe.address)
    except (OSError, imaplib.IMAP4.error, AccountNotMade) as error:
        return f"a login to be answered (so far: {error})"
    return ""


def version_of(server: MailServer) -> str:
    """Return GreenMail's version as its greeting tells it, whatever image or address was given.

    Raises:
        OSError, imaplib.IMAP4.error: it does not greet.
    """
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        told = GREETING.search(client.welcome)
    return told[1].decode() if told else "of unknown version"


def _can_log_in(server: MailServer, login: str, password: str) -> bool:
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        try:
            client.login(login, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return False
        return True
