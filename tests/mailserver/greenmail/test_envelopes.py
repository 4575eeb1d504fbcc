"""Which odd messages GreenMail's own ENVELOPE describes wrongly, without a front door."""

from collections.abc import Iterator

import pytest
from imapclient import IMAPClient
from imapclient.response_types import Envelope

from bluebar.fixtures.mime.mail_text import decoded
from bluebar.fixtures.plan.oddities import HARD_TO_SPLIT, ODDITIES
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on, deviations_of
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.server import MailServer

ODD = Account(address="odd@mail.test", login="odd", password="secret-3")
READ = tuple(name for name, each in ODDITIES.items() if not each.padded_to)
"""The messages that are delivered; a large message has ordinary addresses."""


def addresses(envelope: Envelope) -> list[list[tuple[str, bytes | None, bytes | None]]]:
    """Return name, local part and domain of each address, in each field.

    GreenMail changes the encoding of names, so the names are compared without it.
    """
    fields = (envelope.from_, envelope.to, envelope.cc, envelope.reply_to)
    return [
        [(decoded((each.name or b"").decode()), each.mailbox, each.host) for each in field or ()]
        for field in fields
    ]


@pytest.fixture(scope="module")
def door_port(
    server: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    """Host and plain port of the usual door in front of an account with the odd messages."""
    accounts_on(server).create(ODD)
    certificates = Certificates(Authority.create(tmp_path_factory.mktemp("door") / "authority"))
    with (
        ProxyServer(server, certificates, deviations=deviations_of(server)) as proxy,
        proxy.open(FrontDoor.usual()) as door,
    ):
        with IMAPClient(server.host, server.imap_port, ssl=False, timeout=20) as client:
            client.login(ODD.login, ODD.password)
            for name in READ:
                client.append("INBOX", ODDITIES[name].raw)
        yield door.host, door.port(143)


def envelopes(host: str, port: int) -> list[Envelope]:
    with IMAPClient(host, port, ssl=False, timeout=20) as client:
        client.login(ODD.login, ODD.password)
        client.select_folder("INBOX", readonly=True)
        found = client.fetch(client.search(), ["ENVELOPE"])
        return [each[b"ENVELOPE"] for _, each in sorted(found.items())]


def test_exactly_the_listed_messages_have_wrong_addresses(
    server: MailServer, door_port: tuple[str, int]
) -> None:
    own = map(addresses, envelopes(server.host, server.imap_port))
    right = map(addresses, envelopes(*door_port))
    wrong = {name for name, *each in zip(READ, own, right, strict=True) if each[0] != each[1]}
    assert wrong == HARD_TO_SPLIT
