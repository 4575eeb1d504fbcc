"""Faults of a port, tested with real clients."""

import imaplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bluebar.mailserver.frontdoor.faults import (
    GARBAGE,
    HTTP,
    SMTP,
    SSH,
    CloseMode,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Fault,
    GreetsAfter,
    HangsUp,
    NeverAccepts,
    OtherProtocol,
    RefusesLogin,
    Slow,
    StaysSilent,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from tests.frontdoor.servers import Script, TestAuthority, door_to, fetching, imap

SECONDS = 5


@contextmanager
def opened(
    authority: TestAuthority, *faults: Fault, script: Script = imap
) -> Iterator[ProxyEndpoint]:
    with door_to(script, authority, FrontDoor.usual(*faults)) as door:
        yield door


@contextmanager
def connected(door: ProxyEndpoint, port: int = 143) -> Iterator[socket.socket]:
    with socket.create_connection((door.host, door.port(port)), timeout=SECONDS) as plain:
        yield plain


@contextmanager
def greeted(authority: TestAuthority, door: ProxyEndpoint, port: int) -> Iterator[socket.socket]:
    """Connect, over TLS where the port has it, and read the greeting."""
    with connected(door, port) as plain:
        connection: socket.socket = plain
        if port == 993:
            context = authority.client_context()
            connection = context.wrap_socket(plain, server_hostname=door.host)
        with connection:
            assert connection.recv(100).startswith(b"* OK")
            yield connection


def test_a_door_that_never_accepts_leaves_a_client_waiting(authority: TestAuthority) -> None:
    with opened(authority, NeverAccepts()) as door:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                socket.create_connection((door.host, door.port(143)), timeout=0.2)
        assert door.conversations == []
        door.become(FrontDoor.usual())
        with connected(door) as connection:
            assert connection.recv(10).startswith(b"* OK")
        door.become(FrontDoor.usual(NeverAccepts()))
        with pytest.raises(TimeoutError):
            socket.create_connection((door.host, door.port(993)), timeout=0.2)


@pytest.mark.parametrize("port", [143, 993])
@pytest.mark.parametrize("speaks_first", [False, True])
def test_a_hang_up_is_a_close_or_a_reset(
    authority: TestAuthority, port: int, speaks_first: bool
) -> None:
    said = b"a1 NOOP\r\n" * 100 if speaks_first else b""
    with opened(authority, HangsUp()) as door, connected(door, port) as connection:
        connection.sendall(said)
        assert connection.recv(10) == b""
    with opened(authority, HangsUp(how=CloseMode.RESET)) as door:
        try:
            with connected(door, port) as connection:
                assert until_the_end(connection, said) == (b"", True)
        except ConnectionResetError:
            # The reset may come before the client's connect returns.
            assert door.conversations[0].lines[-1].text.endswith("a reset (RST)")


@pytest.mark.parametrize("port", [143, 993])
def test_a_silent_door_sends_nothing_and_records_everything(
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
def test_another_protocol_greets_in_plain_and_in_tls(
    authority: TestAuthority, what: OtherProtocol, port: int
) -> None:
    with opened(authority, what) as door, connected(door, port) as plain:
        connection: socket.socket = plain
        if port == 993:
            context = authority.client_context()
            connection = context.wrap_socket(plain, server_hostname=door.host)
        assert connection.recv(100) == what.greeting
        connection.close()


def test_an_smtp_server_answers_each_line(authority: TestAuthority) -> None:
    with opened(authority, SMTP) as door, connected(door) as connection:
        assert connection.recv(100) == SMTP.greeting
        for part in (b"a1 CAPA", b"BILITY\r", b"\na2 LOGIN ada open-sesame\r\n"):
            connection.sendall(part)
        got = b""
        while len(got) < 2 * len(SMTP.answer):
            got += connection.recv(100)
        assert got == 2 * SMTP.answer
        assert "sesame" not in str(door.conversations[0].to_json())


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


@pytest.mark.parametrize("how", CloseMode)
@pytest.mark.parametrize("fault", [EndsAtFetch(number=2), EndsAfter(bytes=1100)], ids=str)
def test_the_connection_ends_in_the_mode_of_the_fault(
    authority: TestAuthority, how: CloseMode, fault: EndsAtFetch | EndsAfter
) -> None:
    ends = replace(fault, how=how)
    with opened(authority, ends, script=fetching) as door, greeted(authority, door, 143) as client:
        client.sendall(b"a1 FETCH 1 BODY[]\r\na2 FETCH 2 BODY[]\r\n")
        got, was_reset = until_the_end(client)
        assert door.happened(ends) == 1
    assert was_reset is (how is CloseMode.RESET)
    assert (b"* BYE Server shutting down" in got) is (how is CloseMode.BYE)
    if isinstance(fault, EndsAfter):
        said = got.partition(b"* BYE")[0]
        assert len(b"* OK ready\r\n" + said) == 1100


@pytest.mark.parametrize("how", CloseMode)
def test_the_connection_ends_in_the_mode_of_the_fault_over_tls(
    authority: TestAuthority, how: CloseMode
) -> None:
    ends = EndsAtFetch(number=1, how=how)
    with opened(authority, ends) as door, greeted(authority, door, 993) as client:
        client.sendall(b"a1 FETCH 1 BODY[]\r\n")
        # Python's TLS calls both of them an end of file.
        with socket.socket(fileno=client.detach()) as plain:
            plain.settimeout(SECONDS)
            assert until_the_end(plain)[1] is (how is CloseMode.RESET)


def until_the_end(client: socket.socket, said: bytes = b"") -> tuple[bytes, bool]:
    """Send bytes, and read to the end; return all bytes, and whether the end was a reset."""
    got = b""
    try:
        client.sendall(said)
        while data := client.recv(65_536):
            got += data
    except (ConnectionResetError, BrokenPipeError):
        return got, True
    return got, False


@pytest.mark.parametrize("port", [143, 993])
def test_a_literal_is_cut_in_half_and_the_connection_closed(
    authority: TestAuthority, port: int
) -> None:
    cuts = CutsLiteral(fetch=2)
    with opened(authority, cuts, script=fetching) as door, greeted(authority, door, port) as client:
        client.sendall(b"a1 FETCH 1 BODY[]\r\n")
        whole = b""
        while b"a1 OK" not in whole:
            whole += client.recv(4096)
        client.sendall(b"a2 UID FETCH 2 BODY[]\r\na3 NOOP\r\n")
        got, _ = until_the_end(client)
    assert whole.count(b"x") == 1000
    assert b"{1000}\r\n" in got
    assert got.count(b"x") == 500


def test_a_slow_line_is_not_faster_than_its_rate(authority: TestAuthority) -> None:
    slow = Slow(latency=0.05, bytes_per_second=5_000)
    with opened(authority, slow, script=fetching) as door, greeted(authority, door, 143) as client:
        began = time.monotonic()
        client.sendall(b"a1 FETCH 1 BODY[]\r\n")
        got = b""
        while b"a1 OK" not in got:
            got += client.recv(4096)
        # A round trip, and a fifth of a second for a thousand bytes.
        assert time.monotonic() - began > 0.05 + 0.19
    assert got.count(b"x") == 1000


@pytest.mark.parametrize("by_name", [False, True], ids=["real ports", "free ports"])
def test_an_outage_ends_open_connections_refuses_new_ones_and_ends_at_the_same_port(
    authority: TestAuthority, by_name: bool
) -> None:
    usual = replace(FrontDoor.usual(), by_name=by_name)
    with door_to(imap, authority, usual) as door:
        where = door.host, door.port(143)
        for _ in range(3):
            with connected(door) as before:
                assert before.recv(100).startswith(b"* OK")
                door.become(FrontDoor.nothing())
                assert before.recv(100) == b""
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(where, timeout=SECONDS)
            door.become(usual)
        assert (door.host, door.port(143)) == where


def test_a_closed_port_can_become_open(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.nothing()) as door:
        with pytest.raises(ConnectionRefusedError), connected(door, 993):
            pass
        door.become(FrontDoor.usual())
        with greeted(authority, door, 993):
            assert door.conversations[0].port == 993


def test_a_door_can_get_a_fault_while_open(authority: TestAuthority) -> None:
    with opened(authority) as door:
        with imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS) as client:
            client.login("ada", "open sesame")
        door.become(FrontDoor.usual(RefusesLogin(text="[LIMIT] later")))
        with (
            imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS) as client,
            pytest.raises(imaplib.IMAP4.error, match="LIMIT"),
        ):
            client.login("ada", "open sesame")
