"""`bluebar demo`: start a mail server with a filled mailbox and the reference app, to try both."""

import secrets
from contextlib import ExitStack
from datetime import UTC, datetime

import click

from bluebar.commands.own_mailserver import (
    launcher_option,
    options_for,
    print_until_stopped,
    start_own_mailserver,
)
from bluebar.e2e.run.context import make_surroundings
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.oracle.expected_import import expected_import
from bluebar.fixtures.plan.plan import make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.brands import accounts_on, deviations_of
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates

TEXT = """
{server}

1. Open          {url}/sign-up
   and sign up   with any name and password, and the address {sign_in}
2. Settings, Email on the left-hand side, IMAP; then type
   Username        {username}
   Email password  {password}
   IMAP server     {host}
   Port            {ssl_port} with Use SSL ticked, or {plain_port} without
3. Connect. {contacts} contacts and {messages} messages must be imported.

Ctrl-C stops everything.
"""


@click.command()
@launcher_option
@click.option(
    "--seed", type=int, metavar="N", help="Seed of people and messages.  [default: random]"
)
def demo(mailserver: str, seed: int | None) -> None:
    """Start a mail server, a filled mailbox and the reference app.

    The output explains how to connect the mailbox in your own browser. Ctrl-C stops everything.

    \b
    Example:
      bluebar demo --mailserver jvm
    """
    with ExitStack() as stack:
        text = _start(stack, mailserver, secrets.randbelow(1 << 32) if seed is None else seed)
        print_until_stopped(text)


def _start(stack: ExitStack, mailserver: str, seed: int) -> str:
    """Start everything; return the text that explains how to connect the mailbox."""
    run, authority, server = start_own_mailserver(stack, options_for(mailserver))
    target = Reference()
    plan = make_plan(seed=seed, test_id="demo", now=datetime.now(UTC))
    account = Account(
        address=plan.owner.address, login=plan.owner.address, password=f"demo-{seed:x}"
    )
    inbox = Account(
        address=plan.sign_in.address, login=plan.sign_in.address, password=f"demo-{seed:x}"
    )
    for each in (account, inbox):
        accounts_on(server).create(each)
    deliver(plan, server, account)
    proxy = ProxyServer(server, Certificates(authority), deviations=deviations_of(server))
    door = stack.enter_context(proxy).open(FrontDoor.usual())
    stack.callback(door.close)
    allowed = BindConfig().networks(real_ports=door.real_ports)
    around = make_surroundings(server, run.folder / "app", allowed)
    instance = stack.enter_context(target.running(around))
    must = expected_import(plan, target.rules, (account.address, inbox.address))
    return TEXT.format(
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
    )
