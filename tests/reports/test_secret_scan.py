"""Secrets are taken out of every kind of file, and one that is left is found, archives included."""

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


def told(file: Path) -> list[str]:
    """Return what the gate tells of a file."""
    return [str(found) for found in scan(file, REDACTOR)]


@pytest.mark.parametrize("name", PLANTED)
def test_a_leak_of_each_kind_is_found_and_taken_out(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(PLANTED[name])
    (found,) = scan(file, REDACTOR)
    assert str(file) in str(found)
    assert SECRET not in str(found)
    assert rewrite(file, REDACTOR)
    assert not list(scan(file, REDACTOR))


def test_an_archive_in_an_archive_is_looked_into(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", PLANTED | {"film.jpeg": SECRET.encode()})
    outer = zipped(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes(), "kept": b"as it was"})
    inner.unlink()
    assert {found.inside for found in scan(outer, REDACTOR)} == {
        ("inner.zip", name) for name in PLANTED
    }
    assert rewrite(outer, REDACTOR)
    assert not list(scan(outer, REDACTOR))
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
    [
        lambda data: data[:100],
        lambda data: data[:40] + b"?" * 20 + data[60:],
        lambda data: data[:-6] + b"\xff\xff\xff\xff" + data[-2:],
    ],
    ids=["cut off", "spoiled within", "its list elsewhere"],
)
def test_an_archive_that_cannot_be_read_is_deleted_and_never_taken_for_clean(
    tmp_path: Path, spoiled: Callable[[bytes], bytes]
) -> None:
    broken = zipped(tmp_path / "trace.zip", PLANTED)
    broken.write_bytes(spoiled(broken.read_bytes()))
    assert f"{broken} cannot be looked into: a secret may stand there" in told(broken)
    assert not rewrite(broken, REDACTOR)
    assert not broken.exists()


def test_an_archive_that_stands_in_a_page_as_base64_is_looked_into(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"report.json": PLANTED["records.jsonl"]}).read_bytes()
    page = tmp_path / "index.html"
    page.write_bytes(b"<template>data:;base64," + base64.b64encode(inner) + b"</template>")
    assert told(page) == [
        f"report.json in archive 1 in base64 in {page}: a secret stands there (as it is)"
    ]


def test_half_an_archive_in_a_page_is_never_taken_for_clean(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"report.json": PLANTED["records.jsonl"]}).read_bytes()
    page = tmp_path / "index.html"
    page.write_bytes(base64.b64encode(whole)[:80])
    assert told(page) == [
        f"archive 1 in base64 in {page} cannot be looked into: a secret may stand there"
    ]


def test_what_gzip_packed_is_looked_into(tmp_path: Path) -> None:
    file = tmp_path / "app.log.1.gz"
    file.write_bytes(gzip.compress(PLANTED["app.log"]))
    assert told(file) == [f"unpacked in {file}: a secret stands there (as it is)"]


def test_of_two_members_with_one_name_both_are_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "trace.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", SECRET)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "nothing")
    assert told(file) == [f"a.txt in {file}: a secret stands there (as it is)"]


def test_a_name_may_be_a_leak_and_is_not_told_either(tmp_path: Path) -> None:
    archive = zipped(tmp_path / f"{SECRET}.zip", {f"{SECRET}.PNG": b"", "a.html": b""})
    hidden = tmp_path / ("x" * len(SECRET) + ".zip")
    assert told(archive) == [
        f"{hidden}: a secret stands there (its name, as it is)",
        f"{'x' * len(SECRET)}.PNG in {hidden}: a secret stands there (its name, as it is)",
    ]


def test_pictures_are_not_looked_at_whatever_the_case_of_their_names(tmp_path: Path) -> None:
    picture = tmp_path / "page.JPEG"
    picture.write_text(SECRET)
    assert told(picture) == []
    assert rewrite(picture, REDACTOR)
    assert picture.read_text() == SECRET


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone.txt"
    assert told(gone) == [f"{gone} cannot be looked into: a secret may stand there"]
