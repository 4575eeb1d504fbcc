"""Secrets are taken out of every kind of file, and one that is left is found, archives included."""

import base64
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.gate import look_at, rewrite
from reports.redaction import Redactor
from reports.trace import session_cookies

SECRET = "sesame-open"
REDACTOR = Redactor([SECRET])
PLANTED = {
    "app.log": f"login with {SECRET} failed\n".encode(),
    "junit.xml": f"<failure message='{SECRET}'/>".encode(),
    "index.html": base64.b64encode(f"ann:{SECRET}".encode()),
    "records.jsonl": json.dumps({"error": SECRET}).encode(),
}


def zipped(file: Path, members: dict[str, bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_of_each_kind_is_found_and_taken_out(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(PLANTED[name])
    (found,) = look_at(file, REDACTOR)
    assert str(file) in str(found)
    assert SECRET not in str(found)
    assert rewrite(file, REDACTOR)
    assert not list(look_at(file, REDACTOR))


def test_an_archive_in_an_archive_is_looked_into(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", PLANTED | {"film.jpeg": SECRET.encode()})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes(), "kept": b"as it was"})
    inner.unlink()
    assert {found.inside for found in look_at(outer, REDACTOR)} == {
        ("inner.zip", name) for name in PLANTED
    }
    assert rewrite(outer, REDACTOR)
    assert not list(look_at(outer, REDACTOR))
    with zipfile.ZipFile(outer) as archive:
        assert archive.testzip() is None
        assert archive.read("kept") == b"as it was"


def test_what_holds_no_secret_stays_byte_for_byte(tmp_path: Path) -> None:
    trace = zipped(tmp_path / "trace.zip", {"trace.trace": b"{}"})
    before = trace.read_bytes()
    assert rewrite(trace, REDACTOR)
    assert trace.read_bytes() == before


@pytest.mark.parametrize(
    "spoiled",
    [lambda data: data[:100], lambda data: data[:40] + b"?" * 20 + data[60:]],
    ids=["cut off", "spoiled within"],
)
def test_an_archive_that_cannot_be_read_is_deleted_and_never_taken_for_clean(
    tmp_path: Path, spoiled: Callable[[bytes], bytes]
) -> None:
    broken = zipped(tmp_path / "trace.zip", PLANTED)
    broken.write_bytes(spoiled(broken.read_bytes()))
    assert session_cookies(broken) == set()
    (found,) = look_at(broken, REDACTOR)
    assert "cannot be looked into" in str(found)
    assert not rewrite(broken, REDACTOR)
    assert not broken.exists()
