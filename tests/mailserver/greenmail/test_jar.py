"""GreenMail's jar: another digest is rejected, and a jar that cannot be fetched is an error."""

from pathlib import Path

import pytest

from bluebar.mailserver.greenmail.jar import JarDigestMismatch, JarUnavailable, resolve_jar


def test_a_jar_with_another_digest_is_rejected() -> None:
    real = resolve_jar()
    with pytest.raises(JarDigestMismatch, match="delete the file"):
        resolve_jar(sha256="0" * 64)
    assert real.exists()


def test_a_jar_that_cannot_be_fetched_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluebar.mailserver.greenmail.jar.GREENMAIL_VERSION", "0.0.0-none")
    with pytest.raises(JarUnavailable, match="--mailserver docker"):
        resolve_jar(repository=tmp_path)
