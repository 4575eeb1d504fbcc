"""TLS and STARTTLS of a front door, tested with real clients and OpenSSL."""

import imaplib
import shutil
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from imapclient import IMAPClient

from bluebar.mailserver.frontdoor.faults import (
    Fault,
    PoisonsStartTls,
    RefusesStartTls,
    StripsStartTls,
    WeakTls,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener, StartTls
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from tests.frontdoor.servers import Script, TestAuthority, door_to, imap, recording
from tests.skips import NO_OPENSSL

PASSWORD = "open sesame"
SECONDS = 5


@contextmanager
def opened(
    authority: TestAuthority, listener: Listener, script: Script = imap
) -> Iterator[ProxyEndpoint]:
    port = 993 if listener.tls else 143
    with door_to(script, authority, FrontDoor.at({port: listener})) as door:
        yield door


def over_tls(door: ProxyEndpoint, context: ssl.SSLContext) -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context, timeout=SECONDS)


@pytest.mark.parametrize("weak_tls", [WeakTls.OLD_VERSIONS, WeakTls.OLD_CIPHERS])
def test_a_current_client_refuses_weak_tls(authority: TestAuthority, weak_tls: WeakTls) -> None:
    with (
        opened(authority, Listener(tls=True, faults=(weak_tls,))) as door,
        pytest.raises(ssl.SSLError, match=r"PROTOCOL|HANDSHAKE_FAILURE"),
    ):
        over_tls(door, authority.client_context())
    assert door.conversations[0].logins == []


@pytest.mark.parametrize(
    ("weak_tls", "newest"),
    [
        (WeakTls.OLD_VERSIONS, ssl.TLSVersion.TLSv1),
        (WeakTls.OLD_VERSIONS, ssl.TLSVersion.TLSv1_1),
        (WeakTls.OLD_CIPHERS, ssl.TLSVersion.TLSv1_2),
    ],
)
def test_an_old_client_accepts_weak_tls(
    authority: TestAuthority, weak_tls: WeakTls, newest: ssl.TLSVersion
) -> None:
    context = authority.client_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = newest
    with (
        opened(authority, Listener(tls=True, faults=(weak_tls,))) as door,
        over_tls(door, context) as client,
    ):
        client.login("ada", PASSWORD)
    tls = door.conversations[0].tls
    assert tls is not None
    assert tls.version == newest.name.replace("_", ".")
    assert tls.cipher.endswith("AES128-SHA")


def starttls(kind: StartTls, *faults: Fault) -> Listener:
    return Listener(tls=False, starttls=kind, faults=faults)


def test_imaplib_upgrades_and_logs_in(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.REQUIRED)) as door,
        imaplib.IMAP4(door.host, door.port(143), timeout=SECONDS) as client,
    ):
        assert "LOGINDISABLED" in client.capabilities
        with pytest.raises(imaplib.IMAP4.error, match="PRIVACYREQUIRED"):
            client.login("ada", PASSWORD)
        client.starttls(authority.client_context())
        assert "LOGINDISABLED" not in client.capabilities
        client.login("ada", PASSWORD)
    refused, taken = door.conversations[0].logins
    assert (refused.in_clear, refused.result) == (True, "NO")
    assert (taken.in_clear, taken.result) == (False, "OK")
    assert PASSWORD not in str(door.conversations[0].to_json())


def test_no_login_in_plain_reaches_the_server_if_starttls_is_required(
    authority: TestAuthority,
) -> None:
    received: list[bytes] = []
    with (
        opened(authority, starttls(StartTls.REQUIRED), recording(received)) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 LOGIN ada open-sesame\r\n")
        assert plain.recv(100).startswith(b"a1 NO [PRIVACYREQUIRED]")
        (login,) = door.conversations[0].logins
    assert (login.user, login.in_clear, login.result) == ("ada", True, "NO")
    assert "sesame" not in str(door.conversations[0].to_json())
    assert received == []


def test_a_late_answer_waits_for_the_handshake(authority: TestAuthority) -> None:
    answers = threading.Event()

    def late(connection: socket.socket) -> None:
        connection.sendall(b"* OK ready\r\n")
        connection.recv(100)
        answers.wait(SECONDS)
        connection.sendall(b"a1 OK done\r\n")
        connection.recv(100)

    with (
        opened(authority, starttls(StartTls.OFFERED), late) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 NOOP\r\na2 STARTTLS\r\n")
        assert plain.recv(100).startswith(b"a2 OK")
        answers.set()
        context = authority.client_context()
        with context.wrap_socket(plain, server_hostname=door.host) as secured:
            assert secured.recv(100) == b"a1 OK done\r\n"


def test_imapclient_upgrades_and_logs_in(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.OFFERED)) as door,
        IMAPClient(door.host, door.port(143), ssl=False, timeout=SECONDS) as client,
    ):
        client.starttls(authority.client_context())
        client.login("ada", PASSWORD)
    (login,) = door.conversations[0].logins
    assert (login.in_clear, login.result) == (False, "OK")


@pytest.mark.skipif(not shutil.which("openssl"), reason=NO_OPENSSL)
def test_openssl_upgrades_and_verifies(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.OFFERED)) as door,
        authority.ca.cert_pem.tempfile() as ca,
    ):
        shown = subprocess.run(
            ["openssl", "s_client", "-starttls", "imap", "-connect",
             f"{door.host}:{door.port(143)}", "-CAfile", ca, "-verify_ip", door.host],
            input=b"", capture_output=True, timeout=10, check=False,
        )  # fmt: skip
    assert b"Verify return code: 0 (ok)" in shown.stdout


@pytest.mark.parametrize("kind", [StartTls.OFFERED, StartTls.REQUIRED])
@pytest.mark.parametrize(
    "packets",
    [
        [b"a1 STARTTLS\r\na2 LOGIN ada open-sesame\r\na3 NOOP\r\n"],
        [b"a1 STARTTLS\r\na2 LOGIN ada open-", b"sesame\r\n"],
        [b"a1 STARTTLS\r\n", b"a2 LOGIN ada open-sesame\r\n"],
    ],
    ids=["in one packet", "half of it in one", "in two packets"],
)
def test_a_command_before_the_handshake_is_never_executed(
    authority: TestAuthority, kind: StartTls, packets: list[bytes]
) -> None:
    received: list[bytes] = []
    with opened(authority, starttls(kind), recording(received)) as door:
        answers = b"".join(answers_over_tls(authority, door, packets))
        # Bytes after the OK are read as a handshake, and these are not one: then no answer comes.
        assert answers == b"a4 OK done\r\n" or (answers == b"" and len(packets) == 2)
        assert not any(login.result for login in door.conversations[0].logins)
        assert "sesame" not in str(door.conversations[0].to_json())
    assert received in ([], [b"a4 NOOP\r\n"])


def answers_over_tls(
    authority: TestAuthority, door: ProxyEndpoint, packets: list[bytes]
) -> Iterator[bytes]:
    """Send packets in plain without waiting, then NOOP over TLS; yield the answer over TLS."""
    with socket.create_connection((door.host, door.port(143)), SECONDS) as plain:
        plain.recv(100)
        for packet in packets:
            plain.sendall(packet)
        assert plain.recv(100) == b"a1 OK Begin TLS now\r\n"
        try:
            secured = authority.client_context().wrap_socket(plain, server_hostname=door.host)
        except OSError:
            return
        with secured:
            secured.sendall(b"a4 NOOP\r\n")
            yield secured.recv(100)


def test_poison_comes_in_the_same_packet_as_the_ok(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.OFFERED, PoisonsStartTls())) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 STARTTLS\r\n")
        assert plain.recv(1000).count(b"\r\n") == 3


@pytest.mark.parametrize("fault", [StripsStartTls(), RefusesStartTls()], ids=str)
def test_a_denied_starttls_is_answered_bad(authority: TestAuthority, fault: Fault) -> None:
    with (
        opened(authority, starttls(StartTls.OFFERED, fault)) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 STARTTLS\r\n")
        assert plain.recv(100).startswith(b"a1 BAD")
