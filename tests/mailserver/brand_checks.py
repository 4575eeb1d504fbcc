"""What must hold for a server of every brand."""

import imaplib
import ssl

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.server import MailServer


def check_facts(server: MailServer) -> None:
    """The server's STARTTLS and delimiter are as its facts say."""
    cy = Account(address="cy@mail.test", login="cy", password="secret, 1")
    accounts_on(server).create(cy)
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        assert ("STARTTLS" in client.capabilities) is server.facts.starttls
        client.login(cy.login, cy.password)
        _, (line,) = client.list('""', '""')
        assert isinstance(line, bytes)
        assert line.split(b" ")[1] == f'"{server.facts.delimiter}"'.encode()


def check_certificate(server: MailServer, host: str) -> None:
    """A client that trusts the authority accepts the certificate for the host."""
    trusting = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4_SSL(host, server.imaps_port, ssl_context=trusting, timeout=10) as client:
        assert client.noop()[0] == "OK"
