"""Take secrets out of files, archives included, and find what is left. Pictures are not looked at.

What cannot be rewritten is deleted: an attachment less does less harm than a password more.
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

from bluebar.reports.record.trace import FASTEST, UNREADABLE
from bluebar.reports.secrets.redaction import Redactor

WORDLESS = (
    ".jpeg", ".jpg", ".png", ".gif", ".webp", ".avif", ".ico", ".webm", ".mp4", ".woff", ".woff2",
    ".ttf", ".otf",
)  # fmt: skip
"""How pictures, films and fonts end; they hold no text."""

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b\x08"
ZIP_AS_TEXT = re.compile(rb"UEsDB[A-Za-z0-9+/]{20,}={0,2}")
"""An archive in base64, as reports of one page carry their data."""


@dataclass(frozen=True, kw_only=True)
class SecretHit:
    """A secret stands in a file, or may.

    Attributes:
        file: where.
        inside: the names of the archives' members that lead to it.
        form: how it is written down, never the secret; empty for what cannot be looked into.
    """

    file: Path
    inside: tuple[str, ...] = ()
    form: str = ""

    def __str__(self) -> str:
        where = " in ".join((*reversed(self.inside), str(self.file)))
        if not self.form:
            return f"{where} cannot be looked into: a secret may stand there"
        return f"{where}: a secret stands there ({self.form})"


def rewrite(file: Path, redactor: Redactor) -> bool:
    """Overwrite the secrets in a file; return whether the file is still there.

    Raises:
        OSError: it can be neither rewritten nor deleted.
    """
    try:
        file.write_bytes(rewritten(file.name, file.read_bytes(), redactor))
    except UNREADABLE:
        file.unlink()
        return False
    return True


def rewritten(name: str, data: bytes, redactor: Redactor) -> bytes:
    """Return the same with secrets overwritten; the same object where there is none.

    Raises:
        UNREADABLE: an archive that cannot be read.
    """
    if _is_wordless(name):
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
    """Find what is left in one file, each form in each member once."""
    told = Path(redactor.rewrite_text(str(file)))
    try:
        # A picture need not be read, but may be called by a secret.
        data = b"" if _is_wordless(file.name) else file.read_bytes()
    except OSError:
        yield SecretHit(file=told)
        return
    for inside, form in _found(file.name, data, redactor):
        yield SecretHit(file=told, inside=inside, form=form)


def files_below(folder: Path) -> Iterator[Path]:
    """Return every file below a folder, in order; links to folders are not followed."""
    for path, folders, names in os.walk(folder):
        folders.sort()
        yield from (file for name in sorted(names) if (file := Path(path, name)).is_file())


def _is_wordless(name: str) -> bool:
    return name.lower().endswith(WORDLESS)


def _found(name: str, data: bytes, redactor: Redactor) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find members and forms; what is told of them is rid of secrets, too."""
    yield from (((), f"its name, {form}") for form in _forms(name.encode(), redactor))
    if _is_wordless(name):
        return
    try:
        for member, unpacked in _members(data):
            for inside, form in _found(member, unpacked, redactor):
                yield (redactor.rewrite_text(member), *inside), form
    except UNREADABLE:
        yield (), ""
    if not data.startswith((ZIP, GZIP)):
        yield from (((), form) for form in _forms(data, redactor))


def _forms(data: bytes, redactor: Redactor) -> Iterable[str]:
    return dict.fromkeys(leak.form for leak in redactor.find(data))


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Unpack one layer: an archive, or those that stand in a text.

    Raises:
        UNREADABLE: it is broken or encrypted.
    """
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            # Not by name: two members may have the same.
            yield from ((each.filename, archive.read(each)) for each in archive.infolist())
    elif data.startswith(GZIP):
        yield "unpacked", gzip.decompress(data)
    else:
        for number, text in enumerate(ZIP_AS_TEXT.finditer(data), 1):
            yield f"archive {number} in base64", base64.b64decode(text[0])
