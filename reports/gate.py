"""Take secrets out of files, archives included, and find what is left. Pictures are not looked at.

What cannot be rewritten is deleted: an attachment less does less harm than a password more.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.redaction import Redactor
from reports.trace import FASTEST, UNREADABLE

PICTURES = (".jpeg", ".jpg", ".png", ".webp")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A secret stands in a file.

    Attributes:
        file: where.
        inside: the names of the archives' members that lead to it.
        form: how it is written down. Never the secret.
    """

    file: Path
    inside: tuple[str, ...]
    form: str

    def __str__(self) -> str:
        where = " in ".join((*reversed(self.inside), str(self.file)))
        return f"{where}: a secret stands there ({self.form})"


def rewrite(file: Path, redactor: Redactor) -> bool:
    """Overwrite the secrets in a file; return whether the file is still there.

    Raises:
        OSError: it can be neither rewritten nor deleted.
    """
    try:
        data = file.read_bytes()
        rewritten = _rewritten(file.name, data, redactor)
        if rewritten is not data:
            file.write_bytes(rewritten)
    except (OSError, *UNREADABLE):
        file.unlink()
        return False
    return True


def look_at(file: Path, redactor: Redactor) -> Iterator[Found]:
    """Find what is left in one file."""
    for inside, form in _found(file.name, file.read_bytes(), redactor):
        yield Found(file=file, inside=inside, form=form)


def _is_archive(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _rewritten(name: str, data: bytes, redactor: Redactor) -> bytes:
    """Return the same with secrets overwritten; the same object where there is none.

    Raises:
        UNREADABLE: an archive that cannot be read.
    """
    if name.endswith(PICTURES):
        return data
    if not _is_archive(data):
        return redactor.rewrite(data)
    is_changed = False
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for member in before.infolist():
            was = before.read(member)
            now = _rewritten(member.filename, was, redactor)
            is_changed = is_changed or now is not was
            after.writestr(member, now, member.compress_type, FASTEST)
    return made.getvalue() if is_changed else data


def _found(name: str, data: bytes, redactor: Redactor) -> Iterator[tuple[tuple[str, ...], str]]:
    if name.endswith(PICTURES):
        return
    if not _is_archive(data):
        yield from (((), form) for form in dict.fromkeys(leak.form for leak in redactor.find(data)))
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                for inside, form in _found(member, archive.read(member), redactor):
                    yield (member, *inside), form
    except UNREADABLE:
        yield (), "an archive that cannot be looked into"
