"""Any IMAP server that is already running, as a brand: what it offers is asked of the server."""

import imaplib
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.brand import BrandFacts
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.deviations import Deviations, Extension
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.otherserver.account_command import OPTION, AccountCommand
from bluebar.mailserver.readiness import LOGIN_SECONDS, wait_until_ready
from bluebar.mailserver.server import LOOPBACK, MailServer, ServerFacts

UNKNOWN = ServerFacts(delimiter="", starttls=False, multiappend=False)
"""The facts before the server is asked."""

DELIMITER = re.compile(rb'\([^)]*\) "(?P<delimiter>[^"]|\\.)"')
PREFIX = re.compile(rb'\A\(\("(?P<prefix>[^"]*)" ')
"""The prefix of the first personal namespace in the response to NAMESPACE (RFC 2342, 5)."""

CODE = re.compile(r"\[[^\]]*\] ?")


class ServerUnsuitable(HarnessError):
    """The IMAP server lacks something that bluebar needs."""


class OtherServer:
    """An IMAP server of any brand; see `bluebar.mailserver.brand.ExternalBrand`."""

    name = "IMAP server"
    facts = BrandFacts(largest_mailbox=5_000, deviations=Deviations())
    external_format = "HOST:IMAP,IMAPS"
    external_example = "127.0.0.1:143,993"

    def external(self, address: str, ca_file: str) -> MailServer:
        """Describe an IMAP server that is already running, without contacting it.

        Raises:
            ValueError: the address is not in `external_format`.
        """
        host, _, ports = address.rpartition(":")
        imap, imaps = (int(port) for port in ports.split(","))
        return MailServer(
            brand=self.name,
            launcher="external",
            version="of unknown version",
            why="asked for",
            host=host,
            imap_port=imap,
            imaps_port=imaps,
            smtp_host=LOOPBACK,
            smtp_port=0,
            pop3_port=0,
            pop3s_port=0,
            accounts_at="",
            ca_file=ca_file,
            facts=UNKNOWN,
        )

    @contextmanager
    def connected(
        self, server: MailServer, run: RunScope, *, within: float
    ) -> Iterator[MailServer]:
        """Wait for the server, ask what it offers, and deliver the app's mail to it.

        Args:
            server: the server, whose `accounts_at` is the command that creates accounts.
            run: the run to which the files belong.
            within: the maximum seconds to wait.

        Raises:
            NotReady, AuthenticationDisabled: see `readiness.wait_until_ready`.
            ServerUnsuitable: the server lacks something.
        """
        # Imported here: the SMTP server takes time to import, and few runs need it.
        from bluebar.mailserver.smtp_delivery import (  # noqa: PLC0415
            MailDelivery,
            delivering,
            smtp_socket,
        )

        folder = run.folder / "mailserver"
        folder.mkdir(parents=True, exist_ok=True)
        accounts = AccountCommand.prepare(folder / "accounts", server.accounts_at)
        with smtp_socket() as bound:
            port = bound.getsockname()[1]
            server = replace(server, accounts_at=str(accounts.folder), smtp_port=port)
            wait_until_ready(server, accounts, within=within)
            delivery = MailDelivery(accounts.registry.find, server.host, server.imap_port)
            try:
                with delivering(delivery, bound):
                    yield _with_facts(server, accounts)
            finally:
                accounts.delete_all()

    def accounts(self, server: MailServer) -> AccountCommand:
        """Return the accounts of a server that `connected` yielded."""
        return AccountCommand(Path(server.accounts_at))


def _with_facts(server: MailServer, accounts: AccountCommand) -> MailServer:
    """Return the server with its greeting as its version, and with its facts.

    Raises:
        ServerUnsuitable: the server's prefix is neither empty nor INBOX and the delimiter.
    """
    probe = Account(
        address=f"facts-{secrets.token_hex(6)}@bluebar.test",
        login=f"facts-{secrets.token_hex(6)}",
        password=secrets.token_hex(8),
    )
    accounts.create(probe)
    try:
        with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
            greeting = CODE.sub("", client.welcome.decode("ascii", "replace").partition("OK ")[2])
            starttls = "STARTTLS" in client.capabilities
            client.login(probe.login, probe.password)
            words = str(client.capability()[1][0], "ascii", "replace").upper().split()
            _, listed = client.list('""', '""')
            delimiter = DELIMITER.match(listed[0]) if isinstance(listed[0], bytes) else None
            prefix = _prefix(client) if "NAMESPACE" in words else ""
        refusal_seconds = _time_refusal(server, probe)
    finally:
        accounts.delete(probe.address)
    separator = delimiter["delimiter"].decode()[-1] if delimiter else "/"
    if prefix.upper() not in ("", f"INBOX{separator}"):
        raise ServerUnsuitable(
            wanted="an IMAP server whose folders are below INBOX, or have no prefix (RFC 2342)",
            happened=f"the prefix is {prefix!r}",
            where=f"{server.host}:{server.imap_port}",
            next_step=f"configure the server without a prefix; {OPTION} and the ports are right",
        )
    return replace(
        server,
        version=greeting.strip() or server.version,
        facts=ServerFacts(
            delimiter=separator,
            prefix=prefix,
            literal_plus="LITERAL+" in words,
            refusal_seconds=refusal_seconds,
            starttls=starttls,
            multiappend="MULTIAPPEND" in words,
            missing=tuple(each.value for each in Extension if each.value not in words),
        ),
    )


def _prefix(client: imaplib.IMAP4) -> str:
    """Return the prefix of the user's folders, from the server's answer to NAMESPACE."""
    _, (line,) = client.namespace()
    prefix = PREFIX.match(line) if isinstance(line, bytes) else None
    return prefix["prefix"].decode("ascii", "replace") if prefix else ""


def _time_refusal(server: MailServer, account: Account) -> float:
    """Return the seconds from a wrong login to its refusal."""
    with imaplib.IMAP4(server.host, server.imap_port, timeout=LOGIN_SECONDS) as client:
        began = time.monotonic()
        with suppress(imaplib.IMAP4.error):
            client.login(account.login, f"not {account.password}")
        return round(time.monotonic() - began, 1)
