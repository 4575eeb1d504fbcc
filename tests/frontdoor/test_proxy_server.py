"""Many connections at once, and no leftovers of a closed door."""

import asyncio
import imaplib
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import psutil
import pytest

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.faults import (
    SMTP,
    CloseMode,
    DelaysCommand,
    Fault,
    GreetsAfter,
    HangsUp,
    NeverAccepts,
    RefusesLogin,
    StaysSilent,
)
from bluebar.mailserver.frontdoor.proxy_config import (
    FrontDoor,
    Listener,
    SignIn,
    StartTls,
    UserNames,
)
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.servers import TestAuthority, door_to, imap, serving

PASSWORD = "open sesame"
SECONDS = 20


def sign_in(authority: TestAuthority, door: ProxyEndpoint, port: int) -> str:
    """Log in as a client would at this port; return the result in words."""
    context = authority.client_context()
    try:
        where = door.host, door.port(port)
        client: imaplib.IMAP4 = (
            imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=SECONDS)
            if port == 993
            else imaplib.IMAP4(*where, timeout=SECONDS)
        )
    except (OSError, imaplib.IMAP4.error):
        return "no greeting"
    with client:
        if port == 2143:
            client.starttls(context)
        try:
            client.login("ada@mail.test" if port == 143 else "ada", PASSWORD)
        except imaplib.IMAP4.error as error:
            return str(error)
        return "signed in"


def test_each_of_fifty_connections_at_once_gets_the_faults_of_its_port(
    authority: TestAuthority,
) -> None:
    account = Account(address="ada@mail.test", login="ada", password=PASSWORD)
    refuses = RefusesLogin(text="[LIMIT] later", times=4)
    by_address = SignIn(user_names=UserNames.WHOLE_ADDRESS)
    ports = {
        143: Listener(tls=False, sign_in=by_address, faults=(refuses,)),
        993: Listener(tls=True, faults=(DelaysCommand(command="LOGIN", seconds=0.1),)),
        2143: Listener(tls=False, starttls=StartTls.REQUIRED),
        3143: Listener(tls=False, faults=(HangsUp(how=CloseMode.RESET),)),
        4143: Listener(tls=False, faults=(SMTP,)),
    }
    with (
        door_to(imap, authority, FrontDoor.at(ports), account) as door,
        ThreadPoolExecutor(50) as pool,
    ):
        results = pool.map(lambda port: (port, sign_in(authority, door, port)), [*ports] * 10)
        assert Counter(results) == {
            (143, "b'[LIMIT] later'"): 4,
            (143, "signed in"): 6,
            (993, "signed in"): 10,
            (2143, "signed in"): 10,
            (3143, "no greeting"): 10,
            (4143, "no greeting"): 10,
        }
        assert door.happened(refuses) == 4
        assert door.trouble == ""
        signed_in = Counter(
            (each.port, login.in_clear) for each in door.conversations for login in each.logins
        )
    assert signed_in == {(143, True): 10, (993, False): 10, (2143, False): 10}


@pytest.mark.parametrize(
    "fault",
    [None, NeverAccepts(), HangsUp(), StaysSilent(), GreetsAfter(seconds=60), SMTP],
    ids=str,
)
def test_a_closed_door_leaves_no_task_and_no_socket(
    authority: TestAuthority, fault: Fault | None
) -> None:
    with (
        serving(imap) as server,
        ProxyServer(server, Certificates(authority)) as proxy,
        ExitStack() as clients,
    ):
        door = proxy.open(FrontDoor.at({143: faulty(fault), 993: Listener(tls=True)}))
        if fault != NeverAccepts():
            clients.enter_context(connect(door, 143))
        clients.enter_context(connect(door, 993))
        assert door.wait_for(bool, within=SECONDS)
        door.close()
        assert tasks_of(proxy) == 0
        assert sockets_at(door.host) == []
        assert all(each.closed_at is not None for each in door.conversations)
        door.close()


def test_a_connection_that_is_not_accepted_yet_is_closed_with_its_door(
    authority: TestAuthority,
) -> None:
    with serving(imap) as server, ProxyServer(server, Certificates(authority)) as proxy:
        for _ in range(30):
            with proxy.open(FrontDoor.usual()) as door:
                connections = [connect(door, 143) for _ in range(3)]
            for each in connections:
                each.close()
        assert tasks_of(proxy) == 0
        assert sockets_at(door.host) == []


def test_an_open_door_is_closed_with_its_server(authority: TestAuthority) -> None:
    with serving(imap) as server:
        with ProxyServer(server, Certificates(authority)) as proxy:
            door = proxy.open(FrontDoor.usual())
            connection = connect(door, 143)
            assert connection.recv(100).startswith(b"* OK")
        with connection:
            assert connection.recv(100) == b""
        with pytest.raises(ConnectionRefusedError):
            connect(door, 143)
        assert sockets_at(door.host) == []


def faulty(fault: Fault | None) -> Listener:
    return Listener(tls=False, faults=(fault,) if fault else ())


def connect(door: ProxyEndpoint, port: int) -> socket.socket:
    return socket.create_connection((door.host, door.port(port)), timeout=SECONDS)


def tasks_of(proxy: ProxyServer) -> int:
    async def others() -> int:
        return len(asyncio.all_tasks()) - 1

    return proxy.call(others(), "count tasks")


def sockets_at(host: str) -> list[object]:
    """Return this process's connections at a door's address."""
    found = psutil.Process().net_connections("tcp")
    return [each for each in found if each.laddr and each.laddr.ip == host]
