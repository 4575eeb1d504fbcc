"""The run's own certificate authority: it signs GreenMail's certificate and every front door's.

The app is told to trust it, so *Use SSL* is verified for real and never switched off.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

CA_CERTIFICATE = "ca.pem"
CA_KEY = "ca-key.pem"
HALF_A_DAY = timedelta(hours=12)


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
        """Make an authority and keep it in this folder, its key readable by its owner only."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ca = trustme.CA(organization_name="bluebar", organization_unit_name="one run's authority")
        ca.cert_pem.write_to_path(str(folder / CA_CERTIFICATE))
        key = folder / CA_KEY
        key.touch(mode=0o600)
        ca.private_key_pem.write_to_path(str(key))
        return cls(ca, folder)

    @classmethod
    def at(cls, folder: Path) -> "Authority":
        """Open the authority in this folder, or make one there."""
        return cls.open(folder) if (folder / CA_CERTIFICATE).exists() else cls.create(folder)

    @classmethod
    def open(cls, folder: Path) -> "Authority":
        """Open an authority that `create` made."""
        return cls(
            trustme.CA.from_pem(
                (folder / CA_CERTIFICATE).read_bytes(), (folder / CA_KEY).read_bytes()
            ),
            folder,
        )

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
