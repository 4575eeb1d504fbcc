"""`bluebar mailserver`: start a mail server with one account, and print how to reach it."""

import secrets
from contextlib import ExitStack
from pathlib import Path

import click

from bluebar.commands.own_mailserver import (
    launcher_option,
    options_for,
    print_until_stopped,
    start_own_mailserver,
)
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import GREENMAIL, accounts_on, deviations_of
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates

TEXT = """
{server.title}

  account     {account.address}, login {account.login}, password {account.password}
  host        {server.host}
  IMAP        {server.imap_port}
  IMAPS       {server.imaps_port}
  SMTP        {server.smtp_port}, no login{pop3}
  authority   {server.ca_file}
  front door  {door.host}, IMAP {plain}, IMAPS {tls}, authority {ca_file}
{more}
Ctrl-C stops everything.
"""
POP3 = """
  POP3        {server.pop3_port}, POP3S {server.pop3s_port}"""
MORE = """
More accounts: POST {server.accounts_at}/api/user {{"email": …, "login": …, "password": …}}"""


@click.command()
@launcher_option
@click.option(
    "--mailserver-image",
    default="",
    help=f"The image for docker and dovecot-docker.  [default: {GREENMAIL.image}, or an image that "
    "bluebar builds from Debian 12]",
)
@click.option(
    "--mailserver-java",
    type=click.Path(path_type=Path),
    help="The java program for --mailserver jvm.  [default: the java that comes with bluebar]",
)
@click.option(
    "--proxy-ca",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The folder of the CA that signs the front door's certificate.  [default: a new CA]",
)
def mailserver(
    mailserver: str,
    mailserver_image: str,
    mailserver_java: Path | None,
    proxy_ca: Path | None,
) -> None:
    """Start a mail server and a front door.

    The mail server has one account. The output has hosts, ports, the account's password, and the
    certificate authority. Ctrl-C stops the mail server.

    \b
    Examples:
      bluebar mailserver --mailserver jvm
      bluebar mailserver --proxy-ca .bluebar/ca
    """
    options = options_for(mailserver, image=mailserver_image, java=mailserver_java)
    with ExitStack() as stack:
        _, authority, server = start_own_mailserver(stack, options)
        name = f"ada.{secrets.token_hex(3)}"
        account = Account(
            address=f"{name}@mail.test", login=name, password=secrets.token_urlsafe(9)
        )
        accounts_on(server).create(account)
        signs = Authority.at(proxy_ca) if proxy_ca else authority
        proxy = stack.enter_context(
            ProxyServer(server, Certificates(signs), deviations=deviations_of(server))
        )
        door = stack.enter_context(proxy.open(FrontDoor.usual()))
        print_until_stopped(
            TEXT.format(
                server=server,
                account=account,
                door=door,
                plain=door.port(143),
                tls=door.port(993),
                ca_file=signs.ca_file,
                pop3=POP3.format(server=server) if server.pop3_port else "",
                more=MORE.format(server=server) if server.brand == GREENMAIL.name else "",
            )
        )
