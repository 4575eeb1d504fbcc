"""When a GreenMail is ready, and which version it is."""

import imaplib
import re
from collections.abc import Callable

from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.readiness import LOGIN_SECONDS, READY_SECONDS, wait_until_ready
from bluebar.mailserver.server import MailServer

GREETING = re.compile(rb"GreenMail v(\d[\w.-]*)")


def wait_for_greenmail(
    server: MailServer,
    *,
    has_ended: Callable[[], str | None] = lambda: None,
    output: Callable[[], str] = lambda: "",
    within: float = READY_SECONDS,
) -> None:
    """Wait until the REST API reports ready, and logins are answered rightly.

    Args:
        server: the server.
        has_ended: see `readiness.wait_until_ready`.
        output: see `readiness.wait_until_ready`.
        within: the maximum seconds to wait.

    Raises:
        NotReady, AuthenticationDisabled: see `readiness.wait_until_ready`.
    """
    api = GreenMailApi(server.accounts_at)
    wait_until_ready(
        server,
        api,
        not_running=lambda: "" if api.is_ready() else "its API to report ready",
        has_ended=has_ended,
        output=output,
        within=within,
    )


def version_of(server: MailServer) -> str:
    """Return GreenMail's version from its greeting, which is right for every image and address.

    Raises:
        OSError, imaplib.IMAP4.error: there is no greeting.
    """
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        greeting = GREETING.search(client.welcome)
    return greeting[1].decode() if greeting else "of unknown version"
