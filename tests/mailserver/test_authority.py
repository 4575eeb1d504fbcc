"""An authority can be kept for months; a folder without a complete authority is an error."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from bluebar.mailserver.authority import Authority, AuthorityUnavailable


def test_the_next_run_opens_the_same_authority(tmp_path: Path) -> None:
    folder = tmp_path / "to be" / "created"
    made = Authority.at(folder).ca_file.read_bytes()
    again = Authority.at(folder)
    assert again.ca_file.read_bytes() == made
    leaf = x509.load_pem_x509_certificate(
        again.certificate("127.77.1.1").cert_chain_pems[0].bytes()
    )
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(made))


def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    Authority.at(folder)
    assert stat.S_IMODE((folder / "ca-key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(each.name for each in folder.iterdir()) == ["ca-key.pem", "ca.pem"]


def write(folder: Path, certificate: trustme.Blob | None, key: trustme.Blob | None) -> None:
    for name, blob in (("ca.pem", certificate), ("ca-key.pem", key)):
        if blob is not None:
            blob.write_to_path(str(folder / name))


CA, OTHER = trustme.CA(), trustme.CA()
LEAF = CA.issue_cert("mail.test")


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        (CA.cert_pem, None, "cannot be read"),
        (None, CA.private_key_pem, "ca-key.pem is there, but ca.pem is missing"),
        (CA.cert_pem, trustme.Blob(b""), "cannot be read"),
        (trustme.Blob(CA.cert_pem.bytes()[:300]), CA.private_key_pem, "cannot be read"),
        (CA.private_key_pem, CA.private_key_pem, "cannot be read"),
        (CA.cert_pem, OTHER.private_key_pem, "ca-key.pem is not the key of ca.pem"),
        (LEAF.cert_chain_pems[0], LEAF.private_key_pem, "but not that of a certificate authority"),
    ],
    ids=["no-key", "no-certificate", "empty-key", "half", "key-twice", "other-key", "leaf"],
)
def test_a_folder_without_a_complete_authority_is_an_error_with_the_reason(
    tmp_path: Path, certificate: trustme.Blob | None, key: trustme.Blob | None, message: str
) -> None:
    write(tmp_path, certificate, key)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(AuthorityUnavailable, match=message) as error:
        Authority.at(tmp_path)
    assert error.value.where == str(tmp_path)
    assert "--proxy-ca" in error.value.next_step
    # The files may be the only copy of an authority that apps trust.
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_an_expired_authority_is_rejected(tmp_path: Path) -> None:
    key = load_pem_private_key(CA.private_key_pem.bytes(), password=None)
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old")])
    old = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())  # type: ignore[arg-type]
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())  # type: ignore[arg-type]
    )
    pem = old.public_bytes(Encoding.PEM)
    write(tmp_path, trustme.Blob(pem), CA.private_key_pem)
    with pytest.raises(AuthorityUnavailable, match="not valid today"):
        Authority.at(tmp_path)


@pytest.mark.parametrize("inside", [False, True])
def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path, inside: bool) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuthorityUnavailable, match="cannot be"):
        Authority.at(tmp_path / "file" / "in it" if inside else tmp_path / "file")


def test_an_unreadable_certificate_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").mkdir()
    with pytest.raises(AuthorityUnavailable, match="cannot be read"):
        Authority.at(tmp_path)
