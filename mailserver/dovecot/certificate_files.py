"""The files with the certificate and the key that Dovecot presents."""

from pathlib import Path

from bluebar.mailserver.authority import Authority

CERTIFICATE, KEY = "certificate.pem", "key.pem"


def write_certificate(authority: Authority, folder: Path, *names: str) -> None:
    """Write a certificate with its chain, and its key, into a folder.

    Args:
        authority: the authority that signs the certificate.
        folder: the folder.
        names: the certificate's host names and addresses.
    """
    leaf = authority.certificate(*names)
    chain = b"".join(pem.bytes() for pem in leaf.cert_chain_pems)
    (folder / CERTIFICATE).write_bytes(chain)
    key = folder / KEY
    key.touch(mode=0o600)
    key.write_bytes(leaf.private_key_pem.bytes())
