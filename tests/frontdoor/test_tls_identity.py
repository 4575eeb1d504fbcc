"""Every kind of certificate is bad in just the way it says, and only in that."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bluebar.mailserver.frontdoor.proxy_config import Certificate, FrontDoor, Listener, TlsVersions
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.tls_identity import (
    ANOTHER_NAME,
    Certificates,
    CertificateUnavailable,
)
from tests.frontdoor.servers import TestAuthority, door_to, imap

SECONDS = 5
NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME, for which Python has no name."""

NAMES = ("imap.provider.example", "127.0.0.1")


@contextmanager
def showing(
    authority: TestAuthority, certificate: Certificate, *, by_name: bool = False
) -> Iterator[ProxyEndpoint]:
    listener = Listener(tls=True, certificate=certificate)
    with door_to(imap, authority, FrontDoor.at({993: listener}, by_name=by_name)) as door:
        yield door


def verified(authority: TestAuthority, door: ProxyEndpoint) -> imaplib.IMAP4_SSL:
    context = authority.client_context()
    return imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context, timeout=SECONDS)


@pytest.mark.parametrize("by_name", [False, True], ids=["by address", "by name"])
@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        (Certificate.UNKNOWN_AUTHORITY, "unable to get local issuer certificate"),
        (Certificate.SELF_SIGNED, "self.signed certificate"),
        (Certificate.EXPIRED, "certificate has expired"),
        (Certificate.NOT_YET_VALID, "certificate is not yet valid"),
        (Certificate.OTHER_NAME, "IP address mismatch|Hostname mismatch"),
    ],
)
def test_a_bad_certificate_is_bad_in_just_the_way_it_says(
    authority: TestAuthority, certificate: Certificate, says: str, by_name: bool
) -> None:
    with showing(authority, certificate, by_name=by_name) as door:
        with pytest.raises(ssl.SSLCertVerificationError, match=says):
            verified(authority, door)
        assert door.wait_for(lambda said: bool(said and said[0].tls), within=SECONDS)
        (conversation,) = door.conversations
    assert conversation.tls is not None
    assert conversation.tls.certificate == certificate
    assert conversation.logins == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [kind for kind in Certificate if kind is not Certificate.GOOD])
def test_it_is_bad_in_no_other_way(authority: TestAuthority, kind: Certificate, name: str) -> None:
    shown = Certificates(authority).shown(kind, TlsVersions.CURRENT, NAMES)
    forgiving = authority.client_context()
    match kind:
        case Certificate.UNKNOWN_AUTHORITY | Certificate.SELF_SIGNED:
            blind = ssl.create_default_context()
            blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
            leaf = shake_hands(blind, shown.context, name).getpeercert(binary_form=True)
            assert leaf is not None
            forgiving.load_verify_locations(cadata=leaf)
            forgiving.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        case Certificate.EXPIRED | Certificate.NOT_YET_VALID:
            forgiving.verify_flags |= NO_CHECK_TIME
        case _:
            forgiving.check_hostname = False
    shake_hands(forgiving, shown.context, name)


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Let two contexts shake hands in memory; return the client's side."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(to_client, to_server, server_hostname=name)
    there = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert here.version() is not None
    return here


def test_who_asks_by_name_gets_the_right_certificate(authority: TestAuthority) -> None:
    with showing(authority, Certificate.BY_SNI, by_name=True) as door:
        assert door.host == "localhost"
        with verified(authority, door) as client:
            client.login("ada", "open sesame")
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


def test_who_asks_for_no_name_or_another_gets_another_names(authority: TestAuthority) -> None:
    with showing(authority, Certificate.BY_SNI) as door:
        # An address is no name that can be asked for (RFC 6066, 3).
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            verified(authority, door)
        with (
            socket.create_connection((door.host, door.port(993)), SECONDS) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"),
        ):
            authority.client_context().wrap_socket(plain, server_hostname="mail.example")


def test_a_pair_is_shown_and_nothing_else_is_to_be_had(
    authority: TestAuthority, tmp_path: Path
) -> None:
    leaf = authority.ca.issue_cert(*NAMES, common_name="the pair")
    certificate, key = (tmp_path / name for name in ("cert.pem", "key.pem"))
    certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    leaf.private_key_pem.write_to_path(str(key))
    certificates = Certificates(authority, (certificate, key))
    good = certificates.shown(Certificate.GOOD, TlsVersions.CURRENT, NAMES)
    seen = shake_hands(authority.client_context(), good.context, NAMES[0]).getpeercert()
    assert seen is not None
    assert (("commonName", "the pair"),) in seen["subject"]
    for kind in Certificate:
        if kind is not Certificate.GOOD:
            with pytest.raises(CertificateUnavailable, match="--mail-cert"):
                certificates.shown(kind, TlsVersions.CURRENT, NAMES)
