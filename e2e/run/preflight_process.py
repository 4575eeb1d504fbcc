"""The process of the preflight: one user, one mailbox, one connection. Judged by `preflight`."""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.outcome.verdict import Connected
from bluebar.e2e.protocol.capabilities import GuardsHosts
from bluebar.e2e.run.preflight import TROUBLE
from bluebar.e2e.run.run_plugin import RunContext
from bluebar.e2e.scenarios.model import Group, MailboxTemplate, Scenario
from bluebar.e2e.steps.connect import connect
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.targets.browser_sessions import context_arguments
from bluebar.e2e.targets.registry import load_target
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.transcript import Transcript
from bluebar.reports.record.attempt import Attempt

ROW = Scenario(
    id="preflight",
    group=Group.ARTICLE,
    why="The target reaches this run's mail server.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, decoys=False)),
)


class NotTrusted(HarnessError):
    """The target came, and takes no certificate of this run."""


def connect_once(asked: Mapping[str, Any]) -> str:
    """Connect; return "reached", or what happened instead.

    Raises:
        NotTrusted: the target broke TLS off, and said nothing on any connection.
    """
    running = RunContext.from_json(asked["running"])
    target = load_target(asked["target"])
    attempt = Attempt("preflight")
    with (
        tempfile.TemporaryDirectory(prefix="bluebar-preflight-", dir=running.folder) as folder,
        ProxyServer(running.server, running.certificates, running.stand) as porter,
        sync_playwright() as playwright,
        Environment(
            running=running, target=target, scenario=ROW, attempt=attempt, proxy_server=porter,
            test_id="preflight", folder=Path(folder),
        ) as environment,
    ):  # fmt: skip
        browser = getattr(playwright, asked["engine"]).launch(**asked["launch"])
        user = environment.user(browser.new_page(**context_arguments(target)))
        mailbox = environment.mailbox()
        connection = connect(user, mailbox)
        door = mailbox.endpoint.door
        conversations = door.conversations if door else ()
        environment.clean_up()
        browser.close()
    return _judged(connection, conversations) if door else "reached"


def _judged(connection: Connection, conversations: Sequence[Transcript]) -> str:
    """Return "reached", or that the target never came; raise what `connect_once` raises."""
    at, shown = f"{connection.typed.server}:{connection.typed.port}", connection.verdict
    target = connection.user.target
    if not conversations:
        hint = (
            f"; it allows hosts by {target.host_setting}" if isinstance(target, GuardsHosts) else ""
        )
        return (
            f"the app never reached {at}: firewall, private-address guard or DNS; "
            f"it showed {shown}{hint}"
        )
    broken_off = [each.tls.error for each in conversations if each.tls and each.tls.error]
    said = [line for each in conversations for line in each.lines if line.who == "app"]
    if broken_off and not said and not isinstance(shown, Connected):
        raise NotTrusted(
            wanted="one connection from the target before the first scenario",
            happened=f"the app came to {at} and ended the TLS handshake ({broken_off[0]}); "
            f"it showed {shown}",
            where=f"target {target.name}",
            next_step="let the app trust the ca.pem of a folder that --mail-ca keeps, or show "
            "a certificate that it trusts already, by --mail-cert and --mail-key",
        )
    return "reached"


def main() -> None:
    """Print what came of it on one line; the rest goes to stderr."""
    try:
        said = connect_once(json.load(sys.stdin))
    except HarnessError as error:
        json.dump(error.args, sys.stdout)
        sys.exit(TROUBLE)
    except (PlaywrightError, AssertionError) as error:
        said = f"the target could not be driven: {str(error).partition(chr(10))[0]}"
        sys.stderr.write(str(error))
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
