"""Leave a mail server with a seeded mailbox, and the app, running, to click through by hand.

bluebar demo        # or: make demo; Ctrl-C ends both
"""

import argparse
import secrets
import signal
from contextlib import ExitStack
from datetime import UTC, datetime

from bluebar.e2e.run.run_plugin import surroundings
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.oracle.expected_import import expected_import
from bluebar.fixtures.plan.plan import make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import ServerOptions
from bluebar.mailserver.start import serving

TEXT = """
{server}

1. Open          {url}/sign-up
   and sign up   with any name and password, and the address {sign_in}
2. Settings, Email on the left-hand side, IMAP; then type
   Username        {username}
   Email password  {password}
   IMAP server     {host}
   Port            {ssl_port} with Use SSL ticked, or {plain_port} without
3. Connect. {contacts} contacts and {messages} messages must come in.

Ctrl-C ends it all.
"""


def main() -> None:
    """Start everything, print what to type, and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="bluebar demo", description=__doc__)
    parser.add_argument("--mailserver", choices=("auto", "docker", "jvm"), default="auto")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    asked = parser.parse_args()
    try:
        with ExitStack() as stack:
            _start(stack, asked)
            # Nothing more happens here until somebody ends it.
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            print("ending…")
    except HarnessError as error:
        raise SystemExit(f"The demo could not start.\n{error}") from error


def _start(stack: ExitStack, asked: argparse.Namespace) -> None:
    run = stack.enter_context(run_scope.run())
    authority = Authority.create(run.folder / "authority")
    options = ServerOptions(launcher=asked.mailserver)
    server = stack.enter_context(serving(options, authority, run))
    target = Reference()
    plan = make_plan(seed=asked.seed, test_id="demo", now=datetime.now(UTC))
    account = Account(
        address=plan.owner.address, login=plan.owner.address, password=f"demo-{asked.seed:x}"
    )
    inbox = Account(
        address=plan.sign_in.address, login=plan.sign_in.address, password=f"demo-{asked.seed:x}"
    )
    for each in (account, inbox):
        accounts_on(server).create(each)
    deliver(plan, server, account)
    door = stack.enter_context(ProxyServer(server, Certificates(authority))).open(FrontDoor.usual())
    stack.callback(door.close)
    allowed = BindConfig().networks(real_ports=door.real_ports)
    around = surroundings(server, run.folder / "app", allowed)
    instance = stack.enter_context(target.running(around))
    # Only now: what is started while they are blocked would not hear that it is to end.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    must = expected_import(plan, target.rules, (account.address, inbox.address))
    print(
        TEXT.format(
            server=server.title,
            url=instance.base_url,
            sign_in=inbox.address,
            username=account.login,
            password=account.password,
            host=door.host,
            ssl_port=door.port(993),
            plain_port=door.port(143),
            contacts=len(must.contacts),
            messages=len(must.messages),
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
