"""The exceptions and the compression level for zip archives: traces and archives with secrets."""

import lzma
import zipfile
import zlib

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""Exceptions that Python raises for an archive that is broken, encrypted or of an unknown kind."""

FASTEST = 1
"""The compression level. A higher level takes twice as long and makes archives a tenth smaller."""
