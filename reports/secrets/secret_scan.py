"""Overwrite secrets in files and archives, and find the secrets in them. Images are not read.

A file that cannot be rewritten is deleted: a missing attachment does less harm than a password.
"""

import base64
import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bluebar.reports.archives import FASTEST, UNREADABLE
from bluebar.reports.secrets.redaction import Redactor

TEXTLESS = (
    ".jpeg", ".jpg", ".png", ".gif", ".webp", ".avif", ".ico", ".webm", ".mp4", ".woff", ".woff2",
    ".ttf", ".otf",
)  # fmt: skip
"""Suffixes of images, videos and fonts, which contain no text."""

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b\x08"
ZIP_IN_BASE64 = re.compile(rb"UEsDB[A-Za-z0-9+/]{20,}={0,2}")
"""Matches a zip in base64, in which reports of a single page contain their data."""


@dataclass(frozen=True, kw_only=True)
class SecretHit:
    """A file that contains a secret, or cannot be searched.

    Attributes:
        file: the file, with secrets in its path overwritten.
        inside: the names of the archive members around the secret, the outermost first. A member
            may be an archive itself. Empty if the secret is in no archive.
        form: the secret's encoding, never the secret itself; empty if the file or archive cannot be
            read.
    """

    file: Path
    inside: tuple[str, ...] = ()
    form: str = ""

    def __str__(self) -> str:
        where = " in ".join((*reversed(self.inside), str(self.file)))
        if not self.form:
            return f"{where}: cannot be searched, and may contain a secret"
        return f"{where}: contains a secret ({self.form})"


def rewrite(file: Path, redactor: Redactor) -> bool:
    """Overwrite the secrets in a file. Delete the file if this fails, e.g. for a broken archive.

    Returns:
        Whether the file still exists.

    Raises:
        OSError: the file can be neither rewritten nor deleted.
    """
    try:
        file.write_bytes(rewritten(file.name, file.read_bytes(), redactor))
    except UNREADABLE:
        file.unlink()
        return False
    return True


def rewritten(name: str, data: bytes, redactor: Redactor) -> bytes:
    """Return a file's data with every secret overwritten; the same object if it has no secret.

    Args:
        name: the file's name. If it has the suffix of an image, the data is returned unchanged.
        data: the content of the file: text, a zip, or gzip.
        redactor: the redactor of the secrets to overwrite.

    Raises:
        UNREADABLE: an archive cannot be read.
    """
    if _is_textless(name):
        return data
    if data.startswith(GZIP):
        unpacked = gzip.decompress(data)
        now = redactor.rewrite(unpacked)
        return data if now is unpacked else gzip.compress(now)
    if not data.startswith(ZIP):
        return redactor.rewrite(data)
    is_changed = False
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for member in before.infolist():
            was = before.read(member)
            now = rewritten(member.filename, was, redactor)
            is_changed = is_changed or now is not was
            after.writestr(member, now, member.compress_type, FASTEST)
    return made.getvalue() if is_changed else data


def scan(file: Path, redactor: Redactor) -> Iterator[SecretHit]:
    """Yield the secrets in a file.

    An encoding is yielded only once for each member of an archive. A file that cannot be read is
    yielded, too.
    """
    shown = Path(redactor.rewrite_text(str(file)))
    try:
        # The name of an image may contain a secret, but its content is not searched.
        data = b"" if _is_textless(file.name) else file.read_bytes()
    except OSError:
        yield SecretHit(file=shown)
        return
    for inside, form in _scan(file.name, data, redactor):
        yield SecretHit(file=shown, inside=inside, form=form)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file in a folder and its subfolders, sorted. No link to a folder is followed."""
    for path, folders, names in os.walk(folder):
        folders.sort()
        yield from (file for name in sorted(names) if (file := Path(path, name)).is_file())


def _is_textless(name: str) -> bool:
    return name.lower().endswith(TEXTLESS)


def _scan(name: str, data: bytes, redactor: Redactor) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the place and the encoding of each secret in a file or an archive member.

    The place is the names of the archive members around the secret, the outermost first, with
    secrets in these names overwritten. An empty encoding means that an archive cannot be read.
    """
    yield from (((), f"in its name, {form}") for form in _forms(name.encode(), redactor))
    if _is_textless(name):
        return
    try:
        for member, unpacked in _members(data):
            for inside, form in _scan(member, unpacked, redactor):
                yield (redactor.rewrite_text(member), *inside), form
    except UNREADABLE:
        yield (), ""
    if not data.startswith((ZIP, GZIP)):
        yield from (((), form) for form in _forms(data, redactor))


def _forms(data: bytes, redactor: Redactor) -> Iterable[str]:
    return dict.fromkeys(match.form for match in redactor.find(data))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of members: of a zip, of gzip, or of zips in base64 in a text.

    Archives inside a member are not unpacked.

    Raises:
        UNREADABLE: an archive is broken or encrypted.
    """
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Members are read by their ZipInfo, because two members may have the same name.
            yield from ((each.filename, archive.read(each)) for each in archive.infolist())
    elif data.startswith(GZIP):
        yield "unpacked", gzip.decompress(data)
    else:
        for number, text in enumerate(ZIP_IN_BASE64.finditer(data), 1):
            yield f"archive {number} in base64", base64.b64decode(text[0])
