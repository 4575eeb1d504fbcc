"""Real IMAP clients behind the usual front door of a GreenMail."""

import asyncio
import imaplib
from collections.abc import Iterator
from pathlib import Path

import aioimaplib
import imap_tools
import pytest
from imapclient import IMAPClient

from bluebar.fixtures.plan import odd_messages
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on, deviations_of
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.server import MailServer

UMLAUT = Account(address="ute@mail.test", login="ute", password='schlüssel-ü-7 "\\')
GROUP = (
    b"From: Ute <ute@a.test>\r\n"
    b'To: Freunde: Ada <ada@a.test>, "Other, Half" <half@a.test>;\r\n'
    b"Subject: =?utf-8?b?U8O8w59ob2x6?=\r\n\r\nhello\r\n"
)
PLAIN = b"From: Bob <bob@a.test>\r\nTo: ute@a.test\r\nSubject: plain\r\n\r\n" + b"x" * 3000


@pytest.fixture(scope="module")
def door(server: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProxyEndpoint]:
    """The usual door in front of an account with a few messages."""
    accounts_on(server).create(UMLAUT)
    authority = Authority.create(tmp_path_factory.mktemp("door") / "authority")
    certificates = Certificates(authority)
    with (
        ProxyServer(server, certificates, deviations=deviations_of(server)) as proxy,
        proxy.open(FrontDoor.usual()) as opened,
    ):
        with client_of(opened) as client:
            client.plain_login(UMLAUT.login, UMLAUT.password)
            for message in (GROUP, PLAIN, *odd_bytes()):
                client.append("INBOX", message)
        yield opened


def odd_bytes() -> Iterator[bytes]:
    """Yield the odd messages that are kept as files."""
    for path in sorted(Path(odd_messages.__path__[0]).glob("*.eml")):
        yield path.read_bytes()


def client_of(door: ProxyEndpoint) -> IMAPClient:
    return IMAPClient(door.host, door.port(143), ssl=False, timeout=20)


@pytest.fixture
def client(door: ProxyEndpoint) -> Iterator[IMAPClient]:
    """An IMAPClient that has selected INBOX."""
    with client_of(door) as made:
        made.plain_login(UMLAUT.login, UMLAUT.password)
        made.select_folder("INBOX")
        yield made


def test_a_password_outside_ascii_is_accepted_as_a_quoted_string(door: ProxyEndpoint) -> None:
    async def result() -> str:
        client = aioimaplib.IMAP4(door.host, door.port(143), timeout=20)
        await client.wait_hello_from_server()
        answer = await client.login(UMLAUT.login, UMLAUT.password)
        await client.logout()
        client.protocol.transport.close()
        return str(answer.result)

    assert asyncio.run(result()) == "OK"


def test_a_password_outside_ascii_is_accepted_as_a_literal(door: ProxyEndpoint) -> None:
    with imaplib.IMAP4(door.host, door.port(143), timeout=20) as client:
        client.literal = UMLAUT.password.encode()  # type: ignore[assignment]  # typeshed says str
        assert client._simple_command("LOGIN", UMLAUT.login)[0] == "OK"


def test_every_size_is_the_number_of_bytes(client: IMAPClient) -> None:
    for each in client.fetch(client.search(), ["RFC822.SIZE", "BODY.PEEK[]"]).values():
        assert each[b"RFC822.SIZE"] == len(each[b"BODY[]"])


def test_every_envelope_is_read_and_a_group_has_its_members(client: IMAPClient) -> None:
    found = client.fetch(client.search(), ["ENVELOPE"])
    assert len(found) == 2 + len(list(odd_bytes()))
    group = found[1][b"ENVELOPE"]
    assert [each.mailbox for each in group.to] == [b"Freunde", b"ada", b"half", None]
    assert group.date is None
    assert group.subject == b"=?utf-8?b?U8O8w59ob2x6?="


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("1:2", [1, 2]),
        ("subject plain", [2]),
        ("(LARGER 3000) (SMALLER 4000) 1:2", [2]),
        ("(OR (FROM bob) (FROM ute@a.test)) (UID 1:2)", [1, 2]),
    ],
)
def test_a_search_finds_the_same_in_every_spelling(
    client: IMAPClient, program: str, found: list[int]
) -> None:
    for spelling in (program, program.upper(), program.lower()):
        assert client.search(spelling) == found


def test_a_search_for_text_outside_ascii_finds_encoded_words(client: IMAPClient) -> None:
    assert client.search(["SUBJECT", "Süßholz"], charset="UTF-8") == [1]


def test_imap_tools_searches_by_uid_as_its_documentation_shows(door: ProxyEndpoint) -> None:
    box = imap_tools.MailBoxUnencrypted(door.host, door.port(143), timeout=20)
    with box.login_utf8(UMLAUT.login, UMLAUT.password):
        newer = imap_tools.AND(uid=imap_tools.U("2", "*"))
        assert box.uids(newer)[0] == "2"


def test_unselect_expunges_nothing(client: IMAPClient) -> None:
    client.add_flags(2, [rb"\Deleted"])
    before = client.folder_status("INBOX", ["MESSAGES"])
    client.unselect_folder()
    assert client.folder_status("INBOX", ["MESSAGES"]) == before


def test_namespace_and_id_are_answered(client: IMAPClient) -> None:
    assert client.namespace().personal == (("", "."),)
    assert client.id_({"name": "x"}) in ((None,), None, {})
