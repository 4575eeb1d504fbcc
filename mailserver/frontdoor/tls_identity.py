"""Make the TLS contexts of front doors: which certificate is shown, and which TLS is spoken.

Whose authority signs the good ones is for the run to say (`Issuer`). A context costs milliseconds,
and a door of the same names may be opened again, so each is kept.
"""

import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_config import Certificate, TlsVersions

ANOTHER_NAME = "imap.somebody-elses.example"
DAY = timedelta(days=1)

OLD_CIPHERS = "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0"
"""With SHA-1, as before TLS 1.2. A client offers them by its own choice or by its builder's:
upstream's Python offers none of them; Debian's Python, OpenSSL and Java do."""


class CertificateUnavailable(HarnessError):
    """A front door shall show a certificate that this run cannot make."""


class Issuer(Protocol):
    """Who signs the doors' certificates: the run's authority."""

    def certificate(self, *names: str, since: timedelta, until: timedelta) -> trustme.LeafCert:
        """Issue a certificate for these DNS names and IP addresses, valid from and until then."""


@dataclass(frozen=True, kw_only=True)
class TlsIdentity:
    """What TLS shows at a port.

    Attributes:
        certificate: which kind it is.
        names: what a good one is for.
        context: shown to everybody, or to who asks for no name or for another one.
        by_name: shown to who asks for one of the names (SNI, RFC 6066, 3); else None.
    """

    certificate: Certificate
    names: tuple[str, ...]
    context: ssl.SSLContext
    by_name: ssl.SSLContext | None = None


class Certificates:
    """Make and keep what doors show.

    Args:
        issuer: signs good certificates.
        pair: files of a certificate and its key (PEM) that are shown as the good one instead.
    """

    def __init__(self, issuer: Issuer, pair: tuple[Path, Path] | None = None) -> None:
        self.issuer = issuer
        self.pair = pair
        self.shown: Callable[[Certificate, TlsVersions, tuple[str, ...]], TlsIdentity] = cache(
            self._make
        )

    def _make(
        self, certificate: Certificate, versions: TlsVersions, names: tuple[str, ...]
    ) -> TlsIdentity:
        """Return what is shown.

        Raises:
            CertificateUnavailable: another than the good one is asked for, and there is a pair.
        """
        if self.pair is not None and certificate is not Certificate.GOOD:
            raise CertificateUnavailable(
                wanted=f"a certificate {certificate} for {', '.join(names)}",
                happened=f"this run shows {self.pair[0]}, and nothing else",
                where="--mail-cert and --mail-key",
                next_step="leave them out, or leave out the rows marked certificates",
            )
        context, by_name = _context(versions), None
        if certificate is Certificate.BY_SNI:
            by_name = _context(versions)
            self._good(*names).configure_cert(by_name)
        if self.pair is not None:
            context.load_cert_chain(*self.pair)
        elif certificate is Certificate.SELF_SIGNED:
            self_signed(*names).configure_cert(context)
        else:
            self._leaf(certificate, names).configure_cert(context)
        return TlsIdentity(certificate=certificate, names=names, context=context, by_name=by_name)

    def _good(
        self, *names: str, since: timedelta = -DAY, until: timedelta = DAY
    ) -> trustme.LeafCert:
        return self.issuer.certificate(*names, since=since, until=until)

    def _leaf(self, certificate: Certificate, names: tuple[str, ...]) -> trustme.LeafCert:
        match certificate:
            case Certificate.UNKNOWN_AUTHORITY:
                stranger = trustme.CA(organization_name="an authority that nobody knows")
                return stranger.issue_cert(*names)
            case Certificate.EXPIRED:
                return self._good(*names, since=-90 * DAY, until=-DAY)
            case Certificate.NOT_YET_VALID:
                return self._good(*names, since=DAY, until=90 * DAY)
            case Certificate.OTHER_NAME | Certificate.BY_SNI:
                return self._good(ANOTHER_NAME)
            case _:
                return self._good(*names)


def _context(versions: TlsVersions) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if versions is TlsVersions.WEAK:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(OLD_CIPHERS)
    elif versions is TlsVersions.OLD:
        context.set_ciphers(OLD_CIPHERS)
        with warnings.catch_warnings():
            # Python warns of what is asked for here on purpose.
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def self_signed(*names: str) -> trustme.LeafCert:
    """Return a certificate that only itself vouches for, for DNS names and IP addresses."""
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
