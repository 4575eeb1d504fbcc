"""The process that tries one connection before the first test of a run (the preflight).

The process signs one user in to the app and connects one mailbox. `e2e/run/preflight.py` starts it.
"""

import io
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.outcome.verdict import Connected
from bluebar.e2e.protocol.capabilities import GuardsHosts
from bluebar.e2e.run.deadline_options import set_deadlines
from bluebar.e2e.run.preflight import PreflightRequest, PreflightResult
from bluebar.e2e.scenarios.model import Group, MailboxTemplate, Scenario
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.targets.env_credentials import secrets_read
from bluebar.e2e.targets.registry import load_target
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.brands import deviations_of
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.transcript import Transcript
from bluebar.mailserver.frontdoor.transport import (
    HUNG_UP_IN_HANDSHAKE,
    LEFT_AFTER_HANDSHAKE,
    PLAIN_TEXT,
    RESET_IN_HANDSHAKE,
)
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.secrets.redaction import Redactor

ROW = Scenario(
    id="preflight",
    group=Group.ARTICLE,
    why="The app reaches this run's mail server.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, decoys=False)),
)


class NotTrusted(HarnessError):
    """The app reached the front door, and did not accept the certificate of this run."""


class RefusedByName(NotTrusted):
    """The app reached the front door, and probably refused the name in the certificate."""


class NoTls(HarnessError):
    """The adapter chose SSL in the form, and the app sent plain text to the port with TLS."""


BY_NAME = (
    "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", HUNG_UP_IN_HANDSHAKE, RESET_IN_HANDSHAKE,
    LEFT_AFTER_HANDSHAKE,
)  # fmt: skip
"""How a TLS handshake may end if the app refuses the name in the certificate.

OpenSSL and c-client send the first alert, Java the second. But the same alerts may have another
cause: Go sends the first alert, and Java the second, if the certificate's authority is unknown.
"""


def connect_once(request: PreflightRequest) -> str:
    """Connect one mailbox in the app.

    Returns:
        The reason why the app never reached the front door. The text is empty if the app reached
        the front door, or if the run has no front doors.

    Raises:
        NotTrusted: the app ended a TLS handshake with an error, and sent no command.
        NoTls: the app sent plain text to the port with TLS.
    """
    running = request.running
    target = load_target(request.target)
    set_deadlines(target, running.deadlines)
    attempt = Attempt("preflight")
    with (
        tempfile.TemporaryDirectory(prefix="bluebar-preflight-", dir=running.folder) as folder,
        ProxyServer(
            running.server,
            running.certificates,
            running.bind,
            deviations=deviations_of(running.server),
        ) as porter,
        sync_playwright() as playwright,
        Environment(
            running=running, target=target, scenario=ROW, attempt=attempt, proxy_server=porter,
            test_id="preflight", folder=Path(folder),
        ) as environment,
    ):  # fmt: skip
        browser = getattr(playwright, request.engine).launch(**request.launch)
        user = environment.user(browser.new_page(**running.session_of(target).context_arguments()))
        mailbox = environment.mailbox()
        connection = connect(user, mailbox)
        door = mailbox.endpoint.door
        conversations = door.conversations if door else ()
        environment.clean_up()
        browser.close()
    return _problem(connection, conversations) if door else ""


def _problem(connection: Connection, conversations: Sequence[Transcript]) -> str:
    """Return why the app never reached the front door, or an empty text if the app reached it.

    Raises:
        NotTrusted: the app ended a TLS handshake with an error, and sent no command.
        NoTls: the app sent plain text to the port with TLS.
    """
    at, shown = f"{connection.typed.server}:{connection.typed.port}", connection.verdict
    target = connection.user.target
    if not conversations:
        hint = (
            f"; its setting {target.host_setting} allows private addresses"
            if isinstance(target, GuardsHosts)
            else ""
        )
        return (
            f"the app never reached {at}; it showed {shown}. Check the firewall, the DNS, and "
            f"whether the app refuses private addresses{hint}"
        )
    if not isinstance(shown, Connected):
        where = f"target {target.name}"
        _require_tls(conversations, at, where)
        _require_trust(conversations, at, f"{where}; it showed {shown}")
    return ""


def _require_tls(conversations: Sequence[Transcript], at: str, where: str) -> None:
    """Raise `NoTls` if the app sent plain text to a port with TLS."""
    for each in conversations:
        if each.tls is not None and each.tls.error.startswith(PLAIN_TEXT):
            login = f", and a login as {each.logins[0].user!r} in clear" if each.logins else ""
            raise NoTls(
                wanted="the app to connect one mailbox over TLS before the first scenario",
                happened=f"the app connected to {at} and sent plain text instead of a TLS "
                f"hello{login}",
                where=where,
                next_step="let the adapter choose SSL in the form; if it does so already, the app "
                "is at fault: it sends passwords in clear",
            )


def _require_trust(conversations: Sequence[Transcript], at: str, where: str) -> None:
    """Raise `NotTrusted` if the app ended a TLS handshake with an error, and sent no command."""
    broken_off = [each.tls for each in conversations if each.tls and each.tls.error]
    sent = [line for each in conversations for line in each.lines if line.who == "app"]
    if not broken_off or sent:
        return
    error, names = broken_off[0].error, broken_off[0].names
    wanted = "the app to connect one mailbox before the first scenario"
    trust = (
        "let the app trust the ca.pem of --proxy-ca, or set --proxy-cert and --proxy-key to a "
        "certificate that the app trusts"
    )
    if any(each in error for each in BY_NAME):
        raise RefusedByName(
            wanted=wanted,
            happened=f"the app connected to {at} and refused the certificate's name, or did not "
            f"trust the certificate ({error}); the certificate is for {names}",
            where=where,
            next_step="give --proxy-host a name: some libraries, e.g. c-client, compare DNS names "
            "only, and refuse a certificate for an IP address. If the adapter types a host name "
            f"already, {trust}",
        )
    raise NotTrusted(
        wanted=wanted,
        happened=f"the app connected to {at} and ended the TLS handshake ({error})",
        where=where,
        next_step=trust,
    )


def preflight(request: PreflightRequest) -> PreflightResult:
    """Connect one mailbox; return a result that also describes an error."""
    try:
        return PreflightResult(problem=connect_once(request))
    except HarnessError as error:
        wanted, happened, where, next_step, output = map(str, error.args)
        return PreflightResult(error=(wanted, happened, where, next_step, output))
    except pytest.UsageError as error:
        wanted = "to sign in before the first scenario"
        where, next_step = f"target {request.target}", "set the variable, then run again"
        return PreflightResult(error=(wanted, str(error), where, next_step, ""))
    except (PlaywrightError, AssertionError) as error:
        sys.stderr.write(str(error))
        first_line = str(error).partition("\n")[0]
        return PreflightResult(problem=f"the adapter could not use the app: {first_line}")


def main() -> None:
    """Read the request as JSON from stdin; write the result as JSON to stdout.

    All other output goes to stderr, without the secrets that the adapter has read. The exit status
    is 1 if the adapter raised an exception that is no error of the app's pages.
    """
    request = msgspec.json.decode(sys.stdin.read(), type=PreflightRequest)
    printed = io.StringIO()
    result = None
    with redirect_stdout(printed), redirect_stderr(printed):  # An adapter may print.
        try:
            result = preflight(request)
        except Exception:
            traceback.print_exc()
    # Playwright's messages contain what was typed.
    redactor = Redactor(secrets_read())
    sys.stderr.write(redactor.rewrite_text(printed.getvalue()))
    if result is None:
        sys.exit(1)
    sys.stdout.write(redactor.rewrite_text(msgspec.json.encode(result).decode()))


if __name__ == "__main__":
    main()
