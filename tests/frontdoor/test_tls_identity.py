"""Every bad certificate is bad for one reason only."""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bluebar.mailserver.frontdoor.faults import BadCertificate
from bluebar.mailserver.frontdoor.proxy_config import Certificate, FrontDoor, Listener
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.tls_identity import (
    ANOTHER_NAME,
    Certificates,
    CertificateUnavailable,
)
from tests.frontdoor.servers import TestAuthority, door_to, imap

SECONDS = 5
NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""X509_V_FLAG_NO_CHECK_TIME, which has no name in Python."""

NAMES = ("imap.provider.example", "127.0.0.1")
ALL_BUT_GOOD: tuple[Certificate | BadCertificate, ...] = (Certificate.BY_SNI, *BadCertificate)


@contextmanager
def showing(
    authority: TestAuthority, kind: Certificate | BadCertificate, *, by_name: bool = False
) -> Iterator[ProxyEndpoint]:
    listener = port_with(kind)
    with door_to(imap, authority, FrontDoor.at({993: listener}, by_name=by_name)) as door:
        yield door


def port_with(kind: Certificate | BadCertificate) -> Listener:
    if isinstance(kind, BadCertificate):
        return Listener(tls=True, faults=(kind,))
    return Listener(tls=True, certificate=kind)


def verified(authority: TestAuthority, door: ProxyEndpoint) -> imaplib.IMAP4_SSL:
    context = authority.client_context()
    return imaplib.IMAP4_SSL(door.host, door.port(993), ssl_context=context, timeout=SECONDS)


@pytest.mark.parametrize("by_name", [False, True], ids=["by address", "by name"])
@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        (BadCertificate.UNKNOWN_AUTHORITY, "unable to get local issuer certificate"),
        (BadCertificate.SELF_SIGNED, "self.signed certificate"),
        (BadCertificate.EXPIRED, "certificate has expired"),
        (BadCertificate.NOT_YET_VALID, "certificate is not yet valid"),
        (BadCertificate.OTHER_NAME, "IP address mismatch|Hostname mismatch"),
    ],
)
def test_a_client_rejects_a_bad_certificate_for_its_reason(
    authority: TestAuthority, certificate: BadCertificate, says: str, by_name: bool
) -> None:
    with showing(authority, certificate, by_name=by_name) as door:
        with pytest.raises(ssl.SSLCertVerificationError, match=says):
            verified(authority, door)
        assert door.wait_for(lambda said: bool(said and said[0].tls), within=SECONDS)
        (conversation,) = door.conversations
    assert conversation.tls is not None
    assert conversation.tls.certificate == certificate.value
    assert conversation.logins == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ALL_BUT_GOOD)
def test_a_bad_certificate_is_bad_for_one_reason_only(
    authority: TestAuthority, kind: Certificate | BadCertificate, name: str
) -> None:
    identity = Certificates(authority).identity(port_with(kind), NAMES)
    forgiving = authority.client_context()
    match kind:
        case BadCertificate.UNKNOWN_AUTHORITY | BadCertificate.SELF_SIGNED:
            blind = ssl.create_default_context()
            blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
            leaf = handshake(blind, identity.context, name).getpeercert(binary_form=True)
            assert leaf is not None
            forgiving.load_verify_locations(cadata=leaf)
            forgiving.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        case BadCertificate.EXPIRED | BadCertificate.NOT_YET_VALID:
            forgiving.verify_flags |= NO_CHECK_TIME
        case _:
            forgiving.check_hostname = False
    handshake(forgiving, identity.context, name)


def handshake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> ssl.SSLObject:
    """Do a handshake of two contexts in memory; return the client's side."""
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


def test_a_client_that_sends_sni_gets_the_good_certificate(authority: TestAuthority) -> None:
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


def test_a_client_without_the_right_sni_gets_a_certificate_for_another_name(
    authority: TestAuthority,
) -> None:
    with showing(authority, Certificate.BY_SNI) as door:
        # An address cannot be sent in SNI (RFC 6066, 3).
        with pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"):
            verified(authority, door)
        with (
            socket.create_connection((door.host, door.port(993)), SECONDS) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"),
        ):
            authority.client_context().wrap_socket(plain, server_hostname="mail.example")


def test_a_configured_pair_is_the_only_certificate(
    authority: TestAuthority, tmp_path: Path
) -> None:
    leaf = authority.ca.issue_cert(*NAMES, common_name="the pair")
    certificate, key = (tmp_path / name for name in ("cert.pem", "key.pem"))
    certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    leaf.private_key_pem.write_to_path(str(key))
    certificates = Certificates(authority, (certificate, key))
    good = certificates.identity(Listener(tls=True), NAMES)
    seen = handshake(authority.client_context(), good.context, NAMES[0]).getpeercert()
    assert seen is not None
    assert (("commonName", "the pair"),) in seen["subject"]
    for kind in ALL_BUT_GOOD:
        with pytest.raises(CertificateUnavailable, match="--proxy-cert"):
            certificates.identity(port_with(kind), NAMES)
