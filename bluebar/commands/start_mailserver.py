"""Start a GreenMail and say how to reach it.

bluebar mailserver [--mailserver auto|docker|jvm]      # Ctrl-C ends it
"""

import argparse
import secrets
import signal
from contextlib import ExitStack
from pathlib import Path

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DEFAULT_BRAND, accounts_on
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.server import ServerOptions
from bluebar.mailserver.start import serving

TEXT = """
{server.title}

  account     {account.address}, login {account.login}, password {account.password}
  host        {server.host}
  IMAP        {server.imap_port}
  IMAPS       {server.imaps_port}
  SMTP        {server.smtp_port}, no login
  POP3        {server.pop3_port}, POP3S {server.pop3s_port}
  REST API    {server.accounts_at}
  front door  {door.host}, IMAP {plain}, IMAPS {tls}
  authority   {server.ca_file}

More accounts: POST {server.accounts_at}/api/user {{"email": …, "login": …, "password": …}}
Ctrl-C ends it all.
"""


def main() -> None:
    """Start it, print how to reach it, and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="bluebar mailserver", description=__doc__)
    parser.add_argument(
        "--mailserver",
        choices=("auto", "docker", "jvm"),
        default="auto",
        help="docker, jvm, or docker where it is to be had (auto, the default)",
    )
    image = DEFAULT_BRAND.image
    parser.add_argument("--mailserver-image", default=image, help=f"default: {image}")
    parser.add_argument("--java", type=Path, help="a java for the jvm way")
    asked = parser.parse_args()
    options = ServerOptions(
        launcher=asked.mailserver, image=asked.mailserver_image, java=asked.java
    )
    try:
        with ExitStack() as stack:
            run = stack.enter_context(run_scope.run())
            authority = Authority.create(run.folder / "authority")
            server = stack.enter_context(serving(options, authority, run))
            name = f"ada.{secrets.token_hex(3)}"
            account = Account(
                address=f"{name}@mail.test", login=name, password=secrets.token_urlsafe(9)
            )
            accounts_on(server).create(account)
            porter = stack.enter_context(ProxyServer(server, Certificates(authority)))
            door = stack.enter_context(porter.open(FrontDoor.usual()))
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
            said = TEXT.format(
                server=server, account=account, door=door, plain=door.port(143), tls=door.port(993)
            )
            print(said, flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
            print("ending…")
    except HarnessError as error:
        raise SystemExit(f"The mail server could not start.\n{error}") from error


if __name__ == "__main__":
    main()
