"""Make the TLS contexts of front doors: certificates, TLS versions and ciphers.

The run gives the authority that signs good certificates (`Issuer`). A context costs milliseconds,
and several doors have the same names, so contexts are cached.
"""

import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol, assert_never

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.fault_stages import by_stage
from bluebar.mailserver.frontdoor.faults import BadCertificate, WeakTls
from bluebar.mailserver.frontdoor.proxy_config import Certificate, Listener

ANOTHER_NAME = "imap.somebody-elses.example"
DAY = timedelta(days=1)

OLD_CIPHERS = "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0"
"""Ciphers with SHA-1, as before TLS 1.2. Whether a client offers these ciphers depends on its
settings or its build. By default, a Python built from its original source does not offer them;
Debian's Python, OpenSSL and Java do."""


class CertificateUnavailable(HarnessError):
    """A front door is configured with a certificate that this run cannot make."""


class Issuer(Protocol):
    """The authority of the run, which signs the doors' certificates."""

    def certificate(self, *names: str, since: timedelta, until: timedelta) -> trustme.LeafCert:
        """Issue a certificate for these DNS names and IP addresses.

        Args:
            names: DNS names and IP addresses.
            since: the time from now to the start of the validity; negative for the past.
            until: the time from now to the end of the validity.
        """


@dataclass(frozen=True, kw_only=True)
class TlsIdentity:
    """The TLS side of one port.

    Attributes:
        certificate: the kind of the certificate.
        names: the names in the host's good certificate, or in the certificate of --proxy-cert.
        context: the TLS context for all clients or, if `by_name` is given, for clients that send
            none of the names.
        by_name: the TLS context for clients that send one of the names (SNI, RFC 6066, 3); None if
            `context` is for all clients.
    """

    certificate: Certificate | BadCertificate
    names: tuple[str, ...]
    context: ssl.SSLContext
    by_name: ssl.SSLContext | None = None


class Certificates:
    """Make and cache the TLS identities of doors.

    Args:
        issuer: the authority that signs good certificates.
        pair: PEM files of a certificate and its key. If given, front doors show this certificate,
            and no certificate is made.
    """

    def __init__(self, issuer: Issuer, pair: tuple[Path, Path] | None = None) -> None:
        self.issuer = issuer
        self.pair = pair
        self._cached = cache(self._make)

    def identity(self, listener: Listener, names: tuple[str, ...]) -> TlsIdentity:
        """Return the TLS identity of a port.

        Args:
            listener: the configuration of the port.
            names: the names in a good certificate.

        Raises:
            CertificateUnavailable: the run has a pair, and the port needs another certificate.
        """
        certificate: Certificate | BadCertificate = listener.certificate
        weak_tls: WeakTls | None = None
        for fault in by_stage(listener.faults).tls:
            match fault:
                case BadCertificate():
                    certificate = fault
                case WeakTls():
                    weak_tls = fault
                case _:
                    assert_never(fault)
        return self._cached(certificate, weak_tls, names)

    def _make(
        self,
        certificate: Certificate | BadCertificate,
        weak_tls: WeakTls | None,
        names: tuple[str, ...],
    ) -> TlsIdentity:
        if self.pair is not None and certificate is not Certificate.GOOD:
            raise CertificateUnavailable(
                wanted=f"a certificate of this kind at {', '.join(names)}: {certificate.value}",
                happened=f"this run has only the certificate {self.pair[0]}",
                where="--proxy-cert and --proxy-key",
                next_step='omit both options, or deselect these rows with -m "not certificates"',
            )
        context, by_name = _context(weak_tls), None
        if certificate is Certificate.BY_SNI:
            by_name = _context(weak_tls)
            self._good(*names).configure_cert(by_name)
        if self.pair is not None:
            context.load_cert_chain(*self.pair)
            names = names_in(self.pair[0])
        else:
            self._leaf(certificate, names).configure_cert(context)
        return TlsIdentity(certificate=certificate, names=names, context=context, by_name=by_name)

    def _good(
        self, *names: str, since: timedelta = -DAY, until: timedelta = DAY
    ) -> trustme.LeafCert:
        return self.issuer.certificate(*names, since=since, until=until)

    def _leaf(
        self, certificate: Certificate | BadCertificate, names: tuple[str, ...]
    ) -> trustme.LeafCert:
        match certificate:
            case Certificate.GOOD:
                return self._good(*names)
            case BadCertificate.UNKNOWN_AUTHORITY:
                stranger = trustme.CA(organization_name="an unknown authority")
                return stranger.issue_cert(*names)
            case BadCertificate.SELF_SIGNED:
                return self_signed(*names)
            case BadCertificate.EXPIRED:
                return self._good(*names, since=-90 * DAY, until=-DAY)
            case BadCertificate.NOT_YET_VALID:
                return self._good(*names, since=DAY, until=90 * DAY)
            case BadCertificate.OTHER_NAME | Certificate.BY_SNI:
                return self._good(ANOTHER_NAME)
            case _:
                assert_never(certificate)


def _context(weak_tls: WeakTls | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    match weak_tls:
        case None:
            pass
        case WeakTls.OLD_CIPHERS:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(OLD_CIPHERS)
        case WeakTls.OLD_VERSIONS:
            context.set_ciphers(OLD_CIPHERS)
            with warnings.catch_warnings():
                # Python warns of old versions, which the fault sets on purpose.
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
        case _:
            assert_never(weak_tls)
    return context


def names_in(file: Path) -> tuple[str, ...]:
    """Return the DNS names and IP addresses in a certificate (RFC 5280, 4.2.1.6), a PEM file."""
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = names.get_values_for_type(x509.IPAddress)
    return (*names.get_values_for_type(x509.DNSName), *map(str, addresses))


def self_signed(*names: str) -> trustme.LeafCert:
    """Return a certificate signed by its own key, for DNS names and IP addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), False)
        .sign(key, hashes.SHA256())
    )
    return trustme.LeafCert(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        certificate.public_bytes(Encoding.PEM),
        [],
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
