"""What goes wrong at a port, as clients see it."""

import imaplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from mailserver.frontdoor import Certificates, FrontDoor, Listener, OpenDoor, Porter
from mailserver.frontdoor.faults import (
    GARBAGE,
    HTTP,
    SMTP,
    SSH,
    CutsLiteral,
    EndsAtFetch,
    Fault,
    GreetsAfter,
    HangsUp,
    How,
    NeverAccepts,
    RefusesLogin,
    Speaks,
    StaysSilent,
)
from tests.frontdoor.servers import TestAuthority, imap, serving

SECONDS = 5


@pytest.fixture(scope="module")
def authority() -> TestAuthority:
    return TestAuthority()


@contextmanager
def opened(authority: TestAuthority, *faults: Fault) -> Iterator[OpenDoor]:
    with (
        serving(imap) as server,
        Porter(server, Certificates(authority)) as porter,
        porter.open(FrontDoor.usual(*faults)) as door,
    ):
        yield door


def connected(door: OpenDoor, port: int = 143) -> socket.socket:
    return socket.create_connection((door.host, door.port(port)), timeout=SECONDS)


def test_a_door_that_never_accepts_leaves_a_client_waiting(authority: TestAuthority) -> None:
    with (
        opened(authority, NeverAccepts()) as door,
        pytest.raises(TimeoutError),
    ):
        socket.create_connection((door.host, door.port(143)), timeout=0.3)


def test_a_hang_up_is_an_end_or_a_reset(authority: TestAuthority) -> None:
    with opened(authority, HangsUp()) as door, connected(door) as connection:
        assert connection.recv(10) == b""
    with (
        opened(authority, HangsUp(how=How.RESET)) as door,
        pytest.raises(ConnectionResetError),
        connected(door) as connection,
    ):
        connection.recv(10)


@pytest.mark.parametrize("port", [143, 993])
def test_a_silent_door_says_nothing_and_hears_everything(
    authority: TestAuthority, port: int
) -> None:
    with opened(authority, StaysSilent()) as door, connected(door, port) as connection:
        connection.sendall(b"a1 NOOP\r\n")
        assert door.wait_for(lambda said: any("NOOP" in str(c.lines) for c in said), within=SECONDS)
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(10)


@pytest.mark.parametrize("what", [SMTP, SSH, GARBAGE], ids=lambda what: what.protocol)
@pytest.mark.parametrize("port", [143, 993])
def test_something_else_greets_in_plain_and_in_tls(
    authority: TestAuthority, what: Speaks, port: int
) -> None:
    with opened(authority, what) as door, connected(door, port) as plain:
        connection: socket.socket = plain
        if port == 993:
            context = authority.client_context()
            connection = context.wrap_socket(plain, server_hostname=door.host)
        assert connection.recv(100) == what.greeting
        connection.close()


def test_a_web_server_answers_once_and_closes(authority: TestAuthority) -> None:
    with opened(authority, HTTP) as door, connected(door) as connection:
        connection.sendall(b"a1 CAPABILITY\r\n")
        assert connection.recv(200) == HTTP.answer
        assert connection.recv(10) == b""


def test_a_late_greeting_comes(authority: TestAuthority) -> None:
    with opened(authority, GreetsAfter(seconds=0.2)) as door, connected(door) as connection:
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(10)
        connection.settimeout(SECONDS)
        assert connection.recv(10).startswith(b"* OK")


def test_a_fetch_meets_the_end_that_is_told(authority: TestAuthority) -> None:
    ends = EndsAtFetch(number=1, how=How.BYE)
    with opened(authority, ends) as door:
        client = imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS)
        client.login("ada", "open sesame")
        client.state = "SELECTED"
        with pytest.raises(imaplib.IMAP4.abort, match="shutting down"):
            client.fetch("1", "FLAGS")
        client.shutdown()
        assert door.happened(ends) == 1


def test_half_of_a_literal_comes_and_then_the_end(authority: TestAuthority) -> None:
    def fetching(connection: socket.socket) -> None:
        connection.sendall(b"* OK ready\r\n")
        while connection.recv(1000):
            connection.sendall(b"* 1 FETCH (BODY[] {1000}\r\n" + b"x" * 1000 + b")\r\na1 OK\r\n")

    with (
        serving(fetching) as server,
        Porter(server, Certificates(authority)) as porter,
        porter.open(FrontDoor.usual(CutsLiteral(fetch=1))) as door,
        connected(door) as connection,
    ):
        connection.recv(100)
        connection.sendall(b"a1 FETCH 1 BODY[]\r\n")
        got = b""
        while data := connection.recv(4096):
            got += data
        assert got.count(b"x") == 500


def test_an_outage_refuses_ends_what_was_open_and_is_over_at_the_same_port(
    authority: TestAuthority,
) -> None:
    with opened(authority) as door:
        first = connected(door)
        assert first.recv(100)
        for _ in range(2):
            door.become(FrontDoor.nothing())
            assert first.recv(100) == b""
            with pytest.raises(ConnectionRefusedError):
                connected(door)
            door.become(FrontDoor.usual())
            first.close()
            first = connected(door)
            assert first.recv(100).startswith(b"* OK")
        first.close()


def test_a_door_can_begin_to_misbehave(authority: TestAuthority) -> None:
    with opened(authority) as door:
        with imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS) as client:
            client.login("ada", "open sesame")
        door.become(FrontDoor.usual(RefusesLogin(text="[LIMIT] later")))
        with (
            imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS) as client,
            pytest.raises(imaplib.IMAP4.error, match="LIMIT"),
        ):
            client.login("ada", "open sesame")


def test_nothing_is_left_of_a_door_that_was_closed(authority: TestAuthority) -> None:
    with serving(imap) as server, Porter(server, Certificates(authority)) as porter:
        before = psutil.Process().num_fds()
        for fault in (NeverAccepts(), StaysSilent(), GreetsAfter(seconds=60), SMTP):
            listeners = {143: Listener(tls=False, faults=(fault,)), 993: Listener(tls=True)}
            with porter.open(FrontDoor.at(listeners)) as door, connected(door, 993) as connection:
                assert door.wait_for(bool, within=SECONDS)
                door.close()
                assert connection.recv(10) == b""
        assert psutil.Process().num_fds() == before
