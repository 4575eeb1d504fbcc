"""Certificates, TLS versions and STARTTLS of a front door, as clients and OpenSSL see them."""

import imaplib
import shutil
import socket
import ssl
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from imapclient import IMAPClient

from mailserver.frontdoor import (
    Certificate,
    Certificates,
    FrontDoor,
    Listener,
    OpenDoor,
    Porter,
    StartTls,
    TlsVersions,
)
from mailserver.frontdoor.certificates import ANOTHER_NAME
from tests.frontdoor.servers import TestAuthority, imap, serving

PASSWORD = "open sesame"
SECONDS = 5


@pytest.fixture(scope="module")
def authority() -> TestAuthority:
    return TestAuthority()


@contextmanager
def opened(
    authority: TestAuthority, listener: Listener, *, by_name: bool = False
) -> Iterator[OpenDoor]:
    port = 993 if listener.tls else 143
    with (
        serving(imap) as server,
        Porter(server, Certificates(authority)) as porter,
        porter.open(FrontDoor.at({port: listener}, by_name=by_name)) as door,
    ):
        yield door


def over_tls(door: OpenDoor, context: ssl.SSLContext, name: str | None = None) -> imaplib.IMAP4:
    return imaplib.IMAP4_SSL(
        name or door.host, door.port(993), ssl_context=context, timeout=SECONDS
    )


@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        (Certificate.UNKNOWN_AUTHORITY, "unable to get local issuer certificate"),
        (Certificate.SELF_SIGNED, "self-signed certificate"),
        (Certificate.EXPIRED, "certificate has expired"),
        (Certificate.NOT_YET_VALID, "certificate is not yet valid"),
        (Certificate.OTHER_NAME, "IP address mismatch"),
        (Certificate.BY_SNI, "IP address mismatch"),
    ],
)
def test_a_bad_certificate_is_bad_in_just_the_way_it_says(
    authority: TestAuthority, certificate: Certificate, says: str
) -> None:
    with (
        opened(authority, Listener(tls=True, certificate=certificate)) as door,
        pytest.raises(
            ssl.SSLCertVerificationError, match=says.replace("self-signed", "self.signed")
        ),
    ):
        over_tls(door, authority.client_context())
    (conversation,) = door.conversations
    assert conversation.tls is not None
    assert conversation.tls.certificate == certificate
    assert conversation.logins == []


def test_who_asks_by_name_gets_the_right_certificate(authority: TestAuthority) -> None:
    by_sni = Listener(tls=True, certificate=Certificate.BY_SNI)
    with opened(authority, by_sni, by_name=True) as door:
        assert door.host == "localhost"
        with over_tls(door, authority.client_context()) as client:
            client.login("ada", PASSWORD)
        blind = authority.client_context()
        blind.check_hostname = False
        with (
            socket.create_connection(("127.0.0.1", door.port(993)), SECONDS) as plain,
            blind.wrap_socket(plain) as secured,
        ):
            names = secured.getpeercert()
    assert names is not None
    assert ("DNS", ANOTHER_NAME) in names["subjectAltName"]
    assert [each.tls.sni for each in door.conversations if each.tls] == ["localhost", None]


@pytest.mark.parametrize("versions", [TlsVersions.OLD, TlsVersions.WEAK])
def test_tls_of_old_is_refused_by_a_client_of_today(
    authority: TestAuthority, versions: TlsVersions
) -> None:
    with (
        opened(authority, Listener(tls=True, tls_versions=versions)) as door,
        pytest.raises(ssl.SSLError, match=r"PROTOCOL|HANDSHAKE_FAILURE"),
    ):
        over_tls(door, authority.client_context())
    assert door.conversations[0].logins == []


def test_tls_of_old_is_spoken_by_a_client_of_old(authority: TestAuthority) -> None:
    context = authority.client_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        opened(authority, Listener(tls=True, tls_versions=TlsVersions.OLD)) as door,
        over_tls(door, context) as client,
    ):
        client.login("ada", PASSWORD)
    tls = door.conversations[0].tls
    assert tls is not None
    assert tls.version == "TLSv1.1"


def starttls(kind: StartTls) -> Listener:
    return Listener(tls=False, starttls=kind)


def test_imaplib_upgrades_and_signs_in(authority: TestAuthority) -> None:
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


def test_another_client_upgrades_and_signs_in(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.OFFERED)) as door,
        IMAPClient(door.host, door.port(143), ssl=False, timeout=SECONDS) as client,
    ):
        client.starttls(authority.client_context())
        client.login("ada", PASSWORD)
    (login,) = door.conversations[0].logins
    assert (login.in_clear, login.result) == (False, "OK")


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not on this machine")
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


@pytest.mark.parametrize("packets", [1, 2])
def test_what_was_said_before_the_handshake_is_never_obeyed(
    authority: TestAuthority, packets: int
) -> None:
    said = [b"a1 STARTTLS\r\n", b"a2 LOGIN ada open-sesame\r\na3 NOOP\r\n"]
    with (
        opened(authority, starttls(StartTls.OFFERED)) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        for packet in [b"".join(said)] if packets == 1 else said:
            plain.sendall(packet)
        assert plain.recv(100) == b"a1 OK Begin TLS now\r\n"
        context = authority.client_context()
        try:
            secured = context.wrap_socket(plain, server_hostname=door.host)
        except OSError:
            # What came after the go-ahead was taken for a handshake, which it is not.
            assert packets == 2
            return
        with secured:
            secured.sendall(b"a4 NOOP\r\n")
            assert secured.recv(100).startswith(b"a4 OK")
    assert [each.result for each in door.conversations[0].logins] in ([], [None])


def test_poison_comes_in_the_same_breath_as_the_go_ahead(authority: TestAuthority) -> None:
    with (
        opened(authority, starttls(StartTls.POISONED)) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 STARTTLS\r\n")
        assert plain.recv(1000).count(b"\r\n") == 3


@pytest.mark.parametrize("kind", [StartTls.STRIPPED, StartTls.REFUSED])
def test_denied_is_denied(authority: TestAuthority, kind: StartTls) -> None:
    with (
        opened(authority, starttls(kind)) as door,
        socket.create_connection((door.host, door.port(143)), SECONDS) as plain,
    ):
        plain.recv(100)
        plain.sendall(b"a1 STARTTLS\r\n")
        assert plain.recv(100).startswith(b"a1 BAD")
