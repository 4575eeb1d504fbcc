"""The run's certificate authority, which signs the certificates of mail server and front doors.

The app trusts this authority. So no test has to switch off the form's option *Use SSL*, with which
the app verifies certificates.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from bluebar.mailserver.errors import HarnessError

CA_CERTIFICATE = "ca.pem"
CA_KEY = "ca-key.pem"
HALF_A_DAY = timedelta(hours=12)


class AuthorityUnavailable(HarnessError):
    """A folder does not contain a working certificate authority, and none can be created there."""


class Authority:
    """A certificate authority in a folder, so that worker processes can open the run's authority.

    Args:
        ca: the authority, as trustme's object.
        folder: the folder with the certificate and key of the authority.
    """

    def __init__(self, ca: trustme.CA, folder: Path) -> None:
        self._ca = ca
        self.folder = folder

    @classmethod
    def create(cls, folder: Path) -> "Authority":
        """Create an authority in this folder; only the owner of the key's file can read the key.

        Raises:
            AuthorityUnavailable: the folder cannot be written, or already contains a key.
        """
        ca = trustme.CA(organization_name="bluebar", organization_unit_name="front doors")
        key = folder / CA_KEY
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # An existing key is never overwritten. The certificate is written last and atomically,
            # so a folder with a certificate is complete.
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(ca.private_key_pem.bytes())
            half = folder / f"{CA_CERTIFICATE}.half"
            half.write_bytes(ca.cert_pem.bytes())
            half.replace(folder / CA_CERTIFICATE)
        except OSError as error:
            if key.exists():
                happened = f"{CA_KEY} is there, but {CA_CERTIFICATE} is missing ({error.strerror})"
                raise _unavailable(folder, happened) from error
            raise _unavailable(folder, f"the folder cannot be written: {error}") from error
        return cls(ca, folder)

    @classmethod
    def at(cls, folder: Path) -> "Authority":
        """Open the authority in this folder, or create one if the folder has none.

        Raises:
            AuthorityUnavailable: the authority can be neither opened nor created.
        """
        try:
            is_there = (folder / CA_CERTIFICATE).exists()
        except OSError as error:
            raise _unavailable(folder, f"the folder cannot be read: {error}") from error
        return cls.open(folder) if is_there else cls.create(folder)

    @classmethod
    def open(cls, folder: Path) -> "Authority":
        """Open an authority that `create` made.

        Raises:
            AuthorityUnavailable: the folder does not contain a complete authority.
        """
        try:
            certificate_pem = (folder / CA_CERTIFICATE).read_bytes()
            key_pem = (folder / CA_KEY).read_bytes()
        except OSError as error:
            raise _unavailable(folder, f"the folder cannot be read: {error}") from error
        try:
            certificate = x509.load_pem_x509_certificate(certificate_pem)
            key = load_pem_private_key(key_pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _unavailable(
                folder, f"{CA_CERTIFICATE} or {CA_KEY} cannot be read: {error}"
            ) from error
        if problem := _pair_problem(certificate, key):
            raise _unavailable(folder, problem)
        return cls(trustme.CA.from_pem(certificate_pem, key_pem), folder)

    @property
    def ca_file(self) -> Path:
        """Return the certificate file (PEM) that a client has to trust."""
        return self.folder / CA_CERTIFICATE

    def certificate(
        self, *names: str, since: timedelta = -HALF_A_DAY, until: timedelta = 2 * HALF_A_DAY
    ) -> trustme.LeafCert:
        """Issue a certificate for these DNS names and IP addresses.

        Args:
            names: the certificate's subject alternative names (RFC 5280 section 4.2.1.6).
            since: the time from now to the start of the validity; negative for the past.
            until: the time from now to the end of the validity.
        """
        now = datetime.now(UTC)
        return self._ca.issue_cert(*names, not_before=now + since, not_after=now + until)


def _pair_problem(certificate: x509.Certificate, key: PrivateKeyTypes) -> str:
    """Return why clients would not trust certificates that this authority signs, or ""."""
    certified, own = (
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        for public in (certificate.public_key(), key.public_key())
    )
    if certified != own:
        return f"{CA_KEY} is not the key of {CA_CERTIFICATE}"
    try:
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    if not is_ca:
        return f"{CA_CERTIFICATE} is a certificate, but not that of a certificate authority"
    if not certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc:
        until = certificate.not_valid_after_utc
        return f"{CA_CERTIFICATE} is not valid today; it is valid until {until:%Y-%m-%d}"
    return ""


def _unavailable(folder: Path, happened: str) -> AuthorityUnavailable:
    return AuthorityUnavailable(
        wanted="a certificate authority that bluebar keeps from run to run",
        happened=happened,
        where=str(folder),
        next_step=f"give --proxy-ca an empty folder, or a folder with the {CA_CERTIFICATE} and "
        f"{CA_KEY} that bluebar created; delete the folder if only one of the two files is there",
    )
