"""Secrets in any kind of file or archive are overwritten, and a remaining one is reported."""

import base64
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.secret_scan import rewrite, scan

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


def reported(file: Path) -> list[str]:
    """Return the lines of a scan."""
    return [str(hit) for hit in scan(file, REDACTOR)]


@pytest.mark.parametrize("name", PLANTED)
def test_a_secret_in_each_kind_of_file_is_found_and_overwritten(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(PLANTED[name])
    (hit,) = scan(file, REDACTOR)
    assert str(file) in str(hit)
    assert SECRET not in str(hit)
    assert rewrite(file, REDACTOR)
    assert not list(scan(file, REDACTOR))


def test_an_archive_in_an_archive_is_searched(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", PLANTED | {"film.jpeg": SECRET.encode()})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes(), "kept": b"unchanged"})
    inner.unlink()
    assert {hit.inside for hit in scan(outer, REDACTOR)} == {
        ("inner.zip", name) for name in PLANTED
    }
    assert rewrite(outer, REDACTOR)
    assert not list(scan(outer, REDACTOR))
    with zipfile.ZipFile(outer) as archive:
        assert archive.testzip() is None
        assert archive.read("kept") == b"unchanged"


def test_an_archive_without_secrets_stays_byte_for_byte(tmp_path: Path) -> None:
    trace = zipped(tmp_path / "trace.zip", {"trace.trace": b"{}"})
    before = trace.read_bytes()
    assert rewrite(trace, REDACTOR)
    assert trace.read_bytes() == before


@pytest.mark.parametrize(
    "corrupt",
    [
        lambda data: data[:100],
        lambda data: data[:40] + b"?" * 20 + data[60:],
        lambda data: data[:-6] + b"\xff\xff\xff\xff" + data[-2:],
    ],
    ids=["truncated", "corrupt member", "wrong directory offset"],
)
def test_an_unreadable_archive_is_reported_and_deleted(
    tmp_path: Path, corrupt: Callable[[bytes], bytes]
) -> None:
    broken = zipped(tmp_path / "trace.zip", PLANTED)
    broken.write_bytes(corrupt(broken.read_bytes()))
    assert f"{broken}: cannot be searched, and may contain a secret" in reported(broken)
    assert not rewrite(broken, REDACTOR)
    assert not broken.exists()


def test_an_archive_in_base64_in_a_page_is_searched(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"report.json": PLANTED["records.jsonl"]}).read_bytes()
    page = tmp_path / "index.html"
    page.write_bytes(b"<template>data:;base64," + base64.b64encode(inner) + b"</template>")
    assert reported(page) == [
        f"report.json in archive 1 in base64 in {page}: contains a secret (unencoded)"
    ]


def test_a_truncated_archive_in_a_page_is_reported_as_unsearchable(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"report.json": PLANTED["records.jsonl"]}).read_bytes()
    page = tmp_path / "index.html"
    page.write_bytes(base64.b64encode(whole)[:80])
    assert reported(page) == [
        f"archive 1 in base64 in {page}: cannot be searched, and may contain a secret"
    ]


def test_a_gzip_file_is_searched(tmp_path: Path) -> None:
    file = tmp_path / "app.log.1.gz"
    file.write_bytes(gzip.compress(PLANTED["app.log"]))
    assert reported(file) == [f"unpacked in {file}: contains a secret (unencoded)"]


def test_two_members_with_the_same_name_are_both_searched(tmp_path: Path) -> None:
    file = tmp_path / "trace.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", SECRET)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "nothing")
    assert reported(file) == [f"a.txt in {file}: contains a secret (unencoded)"]


def test_a_secret_in_a_file_name_is_reported_without_the_secret(tmp_path: Path) -> None:
    archive = zipped(tmp_path / f"{SECRET}.zip", {f"{SECRET}.PNG": b"", "a.html": b""})
    hidden = tmp_path / ("x" * len(SECRET) + ".zip")
    assert reported(archive) == [
        f"{hidden}: contains a secret (in its name, unencoded)",
        f"{'x' * len(SECRET)}.PNG in {hidden}: contains a secret (in its name, unencoded)",
    ]


def test_images_are_not_searched_with_any_case_of_the_suffix(tmp_path: Path) -> None:
    image = tmp_path / "page.JPEG"
    image.write_text(SECRET)
    assert reported(image) == []
    assert rewrite(image, REDACTOR)
    assert image.read_text() == SECRET


def test_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    gone = tmp_path / "gone.txt"
    assert reported(gone) == [f"{gone}: cannot be searched, and may contain a secret"]
