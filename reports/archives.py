"""Errors and settings of zip archives, for traces and for the search for secrets."""

import lzma
import zipfile
import zlib

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""Exceptions for an archive that is broken, encrypted, or of an unknown kind."""

FASTEST = 1
"""Compression level: a higher one takes twice as long and saves a tenth."""
