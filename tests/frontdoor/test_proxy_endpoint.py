"""A front door passes every byte, terminates TLS, and records the connection."""

import asyncio
import contextlib
import imaplib
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import aioimaplib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, SignIn
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from tests.frontdoor.servers import TestAuthority, door_to, imap, serving
from tests.skips import NO_OPENSSL

PASSWORD = "open sesame"


@pytest.fixture
def door(authority: TestAuthority) -> Iterator[ProxyEndpoint]:
    with (
        serving(imap) as server,
        ProxyServer(server, Certificates(authority)) as proxy,
        proxy.open(FrontDoor.usual()) as opened,
    ):
        yield opened


def test_imaplib_logs_in_in_plain_and_the_transcript_shows_the_login(door: ProxyEndpoint) -> None:
    with imaplib.IMAP4(door.host, door.port(143), timeout=5) as client:
        client.login("ada", PASSWORD)
    (conversation,) = door.conversations
    (login,) = conversation.logins
    assert (login.user, login.method, login.result, login.in_clear) == ("ada", "LOGIN", "OK", True)
    assert conversation.tls is None
    assert PASSWORD not in str(conversation.to_json())


def test_imaplib_logs_in_over_verified_tls(door: ProxyEndpoint, authority: TestAuthority) -> None:
    context = authority.client_context()
    with imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context, timeout=5) as client:
        client.login("ada", PASSWORD)
    (conversation,) = door.conversations
    assert conversation.tls is not None
    assert conversation.tls.version == "TLSv1.3"
    assert not conversation.logins[0].in_clear


def test_aioimaplib_logs_in_over_tls(door: ProxyEndpoint, authority: TestAuthority) -> None:
    async def sign_in() -> str:
        is_over = asyncio.Event()
        client = aioimaplib.IMAP4_SSL(
            door.host, door.port(993), ssl_context=authority.client_context()
        )
        client.protocol.conn_lost_cb = lambda _: is_over.set()
        await client.wait_hello_from_server()
        answer = await client.login("ada", PASSWORD)
        await client.logout()
        # The client never closes its transport: the end of its loop must not come before it.
        await asyncio.wait_for(is_over.wait(), 5)
        return str(answer.result)

    assert asyncio.run(sign_in()) == "OK"
    assert door.conversations[0].logins[0].result == "OK"


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize(("password", "result"), [(PASSWORD, "OK"), ("wrong", "NO")])
def test_authenticate_is_recorded_as_sent(
    authority: TestAuthority, mechanism: Literal["PLAIN", "LOGIN"], password: str, result: str
) -> None:
    answers = [f"\0ada\0{password}"] if mechanism == "PLAIN" else ["ada", password]
    listener = Listener(tls=True, sign_in=SignIn(mechanisms=(mechanism,)))
    with door_to(imap, authority, FrontDoor.at({993: listener})) as door:
        context = authority.client_context()
        client = imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context, timeout=5)
        with client, contextlib.suppress(imaplib.IMAP4.error):
            client.authenticate(mechanism, lambda _: answers.pop(0).encode())
        (conversation,) = door.conversations
    (login,) = conversation.logins
    recorded = (login.user, login.method, login.result, login.in_clear)
    assert recorded == ("ada", f"AUTHENTICATE {mechanism}", result, False)
    assert conversation.tls is not None
    assert conversation.tls.certificate == "good"
    assert conversation.tls.cipher
    assert password not in str(conversation.to_json())


def test_a_refused_login_is_recorded_with_the_servers_words(door: ProxyEndpoint) -> None:
    with (
        imaplib.IMAP4(door.host, door.port(143), timeout=5) as client,
        pytest.raises(imaplib.IMAP4.error, match="LOGIN failed"),
    ):
        client.login("ada", "wrong")
    (login,) = door.conversations[0].logins
    assert (login.result, login.text) == ("NO", "LOGIN failed")


def test_a_certificate_that_the_app_refuses_is_recorded(
    door: ProxyEndpoint,
) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(
            door.host, door.port(993), ssl_context=ssl.create_default_context(), timeout=5
        )
    assert door.wait_for(lambda said: bool(said and said[0].closed_at), within=5)
    tls = door.conversations[0].tls
    assert tls is not None
    assert "UNKNOWN_CA" in tls.error
    assert door.conversations[0].logins == []


def test_plain_text_at_the_tls_port_is_recorded_as_a_failed_handshake(door: ProxyEndpoint) -> None:
    with socket.create_connection((door.host, door.port(993)), timeout=5) as connection:
        connection.sendall(b"a1 LOGIN ada open-sesame\r\n")
        connection.settimeout(5)
        while connection.recv(100):
            pass
    assert door.wait_for(lambda said: bool(said and said[0].closed_at), within=5)
    tls = door.conversations[0].tls
    assert tls is not None
    assert tls.error
    assert "sesame" not in str(door.conversations[0].to_json())


def test_the_name_in_sni_is_recorded(door: ProxyEndpoint, authority: TestAuthority) -> None:
    context = authority.client_context()
    with (
        socket.create_connection((door.host, door.port(993)), timeout=5) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as secured,
    ):
        secured.recv(100)
    assert door.conversations[0].tls is not None
    assert door.conversations[0].tls.sni == "localhost"


def test_a_port_without_a_listener_refuses_connections(authority: TestAuthority) -> None:
    with (
        serving(imap) as server,
        ProxyServer(server, Certificates(authority)) as proxy,
        proxy.open(FrontDoor.nothing()) as door,
    ):
        for port in (143, 993):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((door.host, door.port(port)), timeout=5)


def test_a_closed_door_refuses_connections_and_ends_open_ones(door: ProxyEndpoint) -> None:
    with socket.create_connection((door.host, door.port(143)), timeout=5) as connection:
        assert connection.recv(100)
        door.close()
        assert connection.recv(100) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((door.host, door.port(143)), timeout=5)


def test_a_missing_mail_server_is_an_error_of_bluebar(authority: TestAuthority) -> None:
    with serving(imap) as server:
        pass
    with (
        ProxyServer(server, Certificates(authority)) as proxy,
        proxy.open(FrontDoor.usual()) as door,
    ):
        with socket.create_connection((door.host, door.port(143)), timeout=5) as connection:
            assert connection.recv(100) == b""
        assert "does not answer" in door.trouble


def test_fifty_connections_at_once_are_kept_apart(door: ProxyEndpoint) -> None:
    def sign_in(number: int) -> None:
        with imaplib.IMAP4(door.host, door.port(143), timeout=20) as client:
            client.login(f"ada-{number}", PASSWORD)

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(sign_in, range(50)))
    users = {login.user for each in door.conversations for login in each.logins}
    assert users == {f"ada-{number}" for number in range(50)}
    assert all(len(each.logins) == 1 for each in door.conversations)


@pytest.mark.skipif(not shutil.which("openssl"), reason=NO_OPENSSL)
def test_openssl_verifies_the_certificate(door: ProxyEndpoint, authority: TestAuthority) -> None:
    with authority.ca.cert_pem.tempfile() as ca_file:
        shown = subprocess.run(
            ["openssl", "s_client", "-connect", f"{door.host}:{door.port(993)}",
             "-CAfile", ca_file, "-verify_return_error", "-verify_ip", door.host],
            input=b"", capture_output=True, timeout=10, check=False,
        )  # fmt: skip
    assert b"Verify return code: 0 (ok)" in shown.stdout


def echo(connection: socket.socket) -> None:
    while data := connection.recv(4096):
        connection.sendall(data)


@pytest.fixture(scope="module")
def echoing(authority: TestAuthority) -> Iterator[ProxyEndpoint]:
    pop3 = Listener(tls=False, upstream="pop3")
    both = FrontDoor.at({143: pop3, 993: replace(pop3, tls=True)})
    with (
        serving(echo) as server,
        ProxyServer(server, Certificates(authority)) as proxy,
        proxy.open(both) as opened,
    ):
        yield opened


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chunks=st.lists(st.binary(min_size=1, max_size=3000), max_size=8), tls=st.booleans())
def test_every_byte_of_pop3_passes_unchanged_both_ways(
    echoing: ProxyEndpoint, authority: TestAuthority, chunks: list[bytes], tls: bool
) -> None:
    port = echoing.port(993 if tls else 143)
    with socket.create_connection((echoing.host, port), timeout=5) as plain:
        connection: socket.socket = plain
        if tls:
            connection = authority.client_context().wrap_socket(plain, server_hostname=echoing.host)
        back = b""
        for chunk in chunks:
            connection.sendall(chunk)
        while len(back) < sum(map(len, chunks)):
            back += connection.recv(4096)
        connection.close()
    assert back == b"".join(chunks)
