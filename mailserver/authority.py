"""The run's own certificate authority: it signs GreenMail's certificate and every front door's.

The app is told to trust it, so *Use SSL* is verified for real and never switched off.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from bluebar.mailserver.errors import HarnessError

CA_CERTIFICATE = "ca.pem"
CA_KEY = "ca-key.pem"
HALF_A_DAY = timedelta(hours=12)


class AuthorityUnavailable(HarnessError):
    """A folder holds no certificate authority that works, and none can be made there."""


class Authority:
    """A certificate authority kept in a folder, so that workers can open what the run made.

    Args:
        ca: trustme's authority.
        folder: where its certificate and key lie.
    """

    def __init__(self, ca: trustme.CA, folder: Path) -> None:
        self._ca = ca
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> "Authority":
        """Make an authority and keep it in this folder, its key readable by its owner only.

        Raises:
            AuthorityUnavailable: the folder cannot be written, or a key lies there already.
        """
        ca = trustme.CA(organization_name="bluebar", organization_unit_name="front doors")
        key = folder / CA_KEY
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # A key that lies there is never overwritten; with the certificate, which comes last
            # and at once, the folder is whole.
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(ca.private_key_pem.bytes())
            half = folder / f"{CA_CERTIFICATE}.half"
            half.write_bytes(ca.cert_pem.bytes())
            half.replace(folder / CA_CERTIFICATE)
        except OSError as error:
            if key.exists():
                happened = f"{CA_KEY} is there, but no {CA_CERTIFICATE} ({error.strerror})"
                raise _not_to_be_had(folder, happened) from error
            raise _not_to_be_had(folder, f"it cannot be written: {error}") from error
        return cls(ca, folder)

    @classmethod
    def at(cls, folder: Path) -> "Authority":
        """Open the authority in this folder, or make one there.

        Raises:
            AuthorityUnavailable: neither can be done.
        """
        try:
            is_there = (folder / CA_CERTIFICATE).exists()
        except OSError as error:
            raise _not_to_be_had(folder, f"it cannot be read: {error}") from error
        return cls.open(folder) if is_there else cls.create(folder)

    @classmethod
    def open(cls, folder: Path) -> "Authority":
        """Open an authority that `create` made.

        Raises:
            AuthorityUnavailable: what lies there is none, or not whole.
        """
        try:
            certificate_pem = (folder / CA_CERTIFICATE).read_bytes()
            key_pem = (folder / CA_KEY).read_bytes()
        except OSError as error:
            raise _not_to_be_had(folder, f"it cannot be read: {error}") from error
        try:
            certificate = x509.load_pem_x509_certificate(certificate_pem)
            key = load_pem_private_key(key_pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _not_to_be_had(folder, f"what lies there cannot be read: {error}") from error
        if why := _why_no_authority(certificate, key):
            raise _not_to_be_had(folder, why)
        return cls(trustme.CA.from_pem(certificate_pem, key_pem), folder)

    @property
    def ca_file(self) -> Path:
        """Return the file that a client has to trust, in PEM."""
        return self.folder / CA_CERTIFICATE

    def certificate(
        self, *names: str, since: timedelta = -HALF_A_DAY, until: timedelta = 2 * HALF_A_DAY
    ) -> trustme.LeafCert:
        """Issue a certificate for these DNS names and IP addresses.

        Args:
            names: what it is for.
            since: when it begins to be valid, from now.
            until: when it ends, from now.
        """
        now = datetime.now(UTC)
        return self._ca.issue_cert(*names, not_before=now + since, not_after=now + until)

    def keystore(self, path: Path, password: str, *names: str) -> None:
        """Write a certificate for these names, with its chain, as PKCS12 for a JVM.

        Args:
            path: the file to write.
            password: of the store and of the key in it.
            names: DNS names and IP addresses.
        """
        leaf = self.certificate(*names)
        chain = [x509.load_pem_x509_certificate(pem.bytes()) for pem in leaf.cert_chain_pems]
        key = load_pem_private_key(leaf.private_key_pem.bytes(), password=None)
        path.touch(mode=0o600)
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                name=b"greenmail",
                key=key,  # type: ignore[arg-type]  # trustme makes keys that PKCS12 takes
                cert=chain[0],
                cas=[*chain[1:], x509.load_pem_x509_certificate(self._ca.cert_pem.bytes())],
                encryption_algorithm=BestAvailableEncryption(password.encode()),
            )
        )


def _why_no_authority(certificate: x509.Certificate, key: PrivateKeyTypes) -> str:
    """Return why this pair cannot sign what a client would trust, or empty."""
    theirs, own = (
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        for public in (certificate.public_key(), key.public_key())
    )
    if theirs != own:
        return f"the key in {CA_KEY} is not that of {CA_CERTIFICATE}"
    try:
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    if not is_ca:
        return f"{CA_CERTIFICATE} is a certificate, but not an authority's"
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc
        return f"{CA_CERTIFICATE} is not valid today, but until {until:%Y-%m-%d}"
    return ""


def _not_to_be_had(folder: Path, happened: str) -> AuthorityUnavailable:
    return AuthorityUnavailable(
        wanted="a certificate authority of bluebar's own, kept from run to run",
        happened=happened,
        where=str(folder),
        next_step=f"name (--mail-ca) an empty folder, or one with the {CA_CERTIFICATE} and "
        f"{CA_KEY} that bluebar made; one that was left half-written can be removed",
    )
