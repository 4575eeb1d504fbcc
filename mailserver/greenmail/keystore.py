"""The PKCS12 keystore with GreenMail's certificate, which the JVM reads."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

from bluebar.mailserver.authority import Authority

KEYSTORE_PASSWORD = "one-run-only"  # noqa: S105 - the store has one run's key, in the run's folder


def write_keystore(authority: Authority, path: Path, password: str, *names: str) -> None:
    """Write a certificate for these names, with its chain and key, as PKCS12.

    Args:
        authority: the authority that signs the certificate.
        path: the file to write, readable by the owner only.
        password: the password of the keystore and of the key in the keystore.
        names: the DNS names and IP addresses in the certificate.
    """
    leaf = authority.certificate(*names)
    chain = [x509.load_pem_x509_certificate(pem.bytes()) for pem in leaf.cert_chain_pems]
    key = load_pem_private_key(leaf.private_key_pem.bytes(), password=None)
    path.touch(mode=0o600)
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            name=b"greenmail",
            key=key,  # type: ignore[arg-type]  # trustme makes keys that PKCS12 accepts
            cert=chain[0],
            cas=[*chain[1:], x509.load_pem_x509_certificate(authority.ca_file.read_bytes())],
            encryption_algorithm=BestAvailableEncryption(password.encode()),
        )
    )
