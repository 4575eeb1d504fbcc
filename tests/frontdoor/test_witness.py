"""The front door records logins in clear at any port, and how a connection or handshake ended."""

import asyncio
import imaplib
import socket
import ssl
from collections.abc import Callable

import pytest

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.faults import (
    HTTP,
    Greets,
    GreetsAfter,
    HangsUp,
    StaysSilent,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, StartTls
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.transcript import Transcript
from bluebar.mailserver.frontdoor.transport import (
    HUNG_UP_IN_HANDSHAKE,
    PLAIN_TEXT,
    RESET_IN_HANDSHAKE,
    PlainStream,
)
from tests.frontdoor.servers import TestAuthority, door_to, imap

SECONDS = 5
PASSWORD = "open sesame"
ADA = Account(address="ada@mail.test", login="ada", password=PASSWORD)
LOGIN = f'a1 LOGIN ada "{PASSWORD}"\r\n'.encode()


def connection_to(door: ProxyEndpoint, port: int) -> socket.socket:
    return socket.create_connection((door.host, door.port(port)), SECONDS)


def ended(door: ProxyEndpoint) -> Transcript:
    assert door.wait_for(lambda said: bool(said) and said[-1].closed_at is not None, within=SECONDS)
    assert door.trouble == ""
    return door.conversations[-1]


def wait_for_end(connection: socket.socket) -> None:
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        pass


def text_of(transcript: Transcript) -> str:
    return "\n".join(line.text for line in transcript.lines)


@pytest.mark.parametrize(
    ("listener", "port"),
    [
        (Listener(tls=True), 993),
        (Listener(tls=True, faults=(HangsUp(),)), 993),
        (Listener(tls=False, faults=(HangsUp(),)), 143),
        (Listener(tls=False, faults=(Greets(text="* BYE busy"),)), 143),
        (Listener(tls=False, faults=(GreetsAfter(seconds=0.2),)), 143),
        (Listener(tls=False, faults=(HTTP,)), 143),
    ],
    ids=str,
)
def test_a_login_that_does_not_wait_is_a_login_in_clear(
    authority: TestAuthority, listener: Listener, port: int
) -> None:
    with door_to(imap, authority, FrontDoor.at({port: listener}), ADA) as door:
        with connection_to(door, port) as plain:
            plain.sendall(LOGIN)
            plain.shutdown(socket.SHUT_WR)
            wait_for_end(plain)
        transcript = ended(door)
    (login,) = transcript.logins
    assert (login.user, login.in_clear) == ("ada", True)
    assert PASSWORD not in str(transcript.to_json())


@pytest.mark.parametrize("tls", [False, True])
def test_a_login_at_a_silent_door_is_recorded(authority: TestAuthority, tls: bool) -> None:
    door_config = FrontDoor.at({143: Listener(tls=tls, faults=(StaysSilent(),))})
    with door_to(imap, authority, door_config, ADA) as door, connection_to(door, 143) as plain:
        plain.sendall(LOGIN)
        assert door.wait_for(lambda said: any(each.logins for each in said), within=SECONDS)
        (login,) = door.conversations[0].logins
    assert login.in_clear


def test_bytes_in_the_kernel_are_read_before_a_reset() -> None:
    async def drain() -> bytes:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            theirs = socket.create_connection(listening.getsockname())
            ours, _ = listening.accept()
        with ours, theirs:
            theirs.sendall(LOGIN)
            ours.recv(1, socket.MSG_PEEK)
            return PlainStream(ours).drain()

    assert asyncio.run(drain()) == LOGIN


def test_plain_text_at_a_tls_port_is_told_as_such(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        with connection_to(door, 993) as plain:
            plain.sendall(b"a1 CAPABILITY\r\n")
            wait_for_end(plain)
        transcript = ended(door)
    assert transcript.tls is not None
    assert transcript.tls.error.startswith(PLAIN_TEXT)
    assert "a1 CAPABILITY" in text_of(transcript)


@pytest.mark.parametrize(
    ("name", "told"), [("mail.kith.example", "SNI mail.kith.example"), (None, "no SNI")]
)
def test_a_tls_hello_at_a_plain_port_is_one_line(
    authority: TestAuthority, name: str | None, told: str
) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        with connection_to(door, 143) as plain, pytest.raises(ssl.SSLError, match="VERSION"):
            context.wrap_socket(plain, server_hostname=name)
        transcript = ended(door)
    assert transcript.logins == []
    told_by_door = [line.text for line in transcript.lines if line.who == "door"]
    assert f"the app sends TLS, but the port is plain (TLS hello, {told})" in told_by_door
    assert not any(line.who == "app" for line in transcript.lines)


def test_a_tls_hello_to_a_silent_tls_port_is_no_plain_text(authority: TestAuthority) -> None:
    door_config = FrontDoor.at({993: Listener(tls=True, faults=(StaysSilent(),))})
    with door_to(imap, authority, door_config, ADA) as door:
        with connection_to(door, 993) as plain:
            plain.settimeout(0.3)
            with pytest.raises(TimeoutError):
                authority.client_context().wrap_socket(plain, server_hostname=door.host)
        transcript = ended(door)
    assert [line.text for line in transcript.lines] == [
        "the door stays silent", "the app begins TLS (TLS hello, no SNI)",
    ]  # fmt: skip


def test_an_end_after_logout_is_no_broken_connection(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        with connection_to(door, 143) as plain:
            plain.recv(100)
            plain.sendall(b"a1 LOGOUT\r\n")
            reset(plain)
        transcript = ended(door)
    assert transcript.logout_at is not None
    assert "broke" not in text_of(transcript)


def test_a_reset_without_logout_is_a_broken_connection(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        with connection_to(door, 143) as plain:
            plain.recv(100)
            reset(plain)
        transcript = ended(door)
    assert "the connection broke: ConnectionResetError" in text_of(transcript)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


@pytest.mark.parametrize(
    ("leave", "said"), [(socket.socket.close, HUNG_UP_IN_HANDSHAKE), (reset, RESET_IN_HANDSHAKE)]
)
def test_a_refusal_in_the_handshake_without_an_alert_is_told(
    authority: TestAuthority, leave: Callable[[socket.socket], None], said: str
) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        plain = connection_to(door, 993)
        plain.sendall(b"\x16\x03\x01\x02\x00")
        assert door.wait_for(bool, within=SECONDS)
        leave(plain)
        transcript = ended(door)
    assert transcript.tls is not None
    assert transcript.tls.error.startswith(said)
    assert f"no TLS: {said}" in text_of(transcript)


def test_a_refusal_after_the_handshake_without_an_alert_is_told(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        with connection_to(door, 993) as plain:
            authority.client_context().wrap_socket(plain, server_hostname=door.host).close()
        transcript = ended(door)
    assert transcript.tls is not None
    assert transcript.tls.version
    assert transcript.tls.error == "the app hung up without a TLS alert"
    assert "no command after the TLS handshake" in text_of(transcript)


def test_an_app_that_sends_a_command_refuses_no_certificate(authority: TestAuthority) -> None:
    with door_to(imap, authority, FrontDoor.usual(), ADA) as door:
        context = authority.client_context()
        client = imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context)
        client.shutdown()
        transcript = ended(door)
    assert transcript.tls is not None
    assert transcript.tls.error == ""


def test_a_login_that_is_sent_with_starttls_is_a_login_in_clear(authority: TestAuthority) -> None:
    door_config = FrontDoor.at({143: Listener(tls=False, starttls=StartTls.OFFERED)})
    with door_to(imap, authority, door_config, ADA) as door:
        with connection_to(door, 143) as plain:
            plain.recv(100)
            plain.sendall(b"a0 STARTTLS\r\n" + LOGIN)
            plain.recv(100)
        transcript = ended(door)
    assert [(login.user, login.in_clear, login.result) for login in transcript.logins] == [
        ("ada", True, None)
    ]
