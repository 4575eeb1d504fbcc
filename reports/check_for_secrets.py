"""Search every text file and archive of a folder for a run's secrets, before a person uploads it.

The folder is a run's report, or the output of another reporter. The search changes no file, and
does not read images.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.report_errors import ReportError
from bluebar.reports.secrets.redaction import SHORTEST, Redactor
from bluebar.reports.secrets.secret_scan import files_below, scan
from bluebar.reports.secrets.secret_store import secrets_file, stored_secrets


def check_for_secrets(folder: Path, secrets: Sequence[Path] = ()) -> int:
    """Search a folder for secrets, and print the place of each secret, but not the secret itself.

    Args:
        folder: the folder to search.
        secrets: the files that contain the secrets, one JSON string per line. By default, the file
            with the secrets of the run that wrote the folder is used.

    Returns:
        The exit status: 0 if no secret was found, else 1.

    Raises:
        ReportError: the folder does not exist, or no secret is known to search for.
    """
    if not folder.is_dir():
        raise ReportError(
            wanted="to search for secrets",
            happened="the path is not a folder" if folder.exists() else "the folder does not exist",
            where=folder,
            next_step="name an existing folder, such as reports/out/latest",
        )
    files_of_secrets = secrets or [_secrets_of(folder)]
    known = {
        secret
        for file in files_of_secrets
        for secret in stored_secrets(file)
        if len(secret) >= SHORTEST
    }
    if not known:
        raise ReportError(
            wanted="to search for secrets",
            happened=f"no secret of {SHORTEST} or more characters is known",
            where=", ".join(map(str, files_of_secrets)),
            next_step="add --secrets FILE, a file with the run's secrets, one JSON string per line",
        )
    redactor = Redactor(known)
    files = list(files_below(folder))
    found = [each for file in files for each in scan(file, redactor)]
    for each in found:
        sys.stdout.write(f"{each}\n")
    sys.stdout.write(
        f"{folder}: found: {len(found)}, secrets searched for: {len(known)}, files: {len(files)}\n"
    )
    return 1 if found else 0


def _secrets_of(folder: Path) -> Path:
    """Return the file with the secrets of the run that wrote this folder.

    Args:
        folder: the run's folder, or a link to it such as `latest`.

    Raises:
        ReportError: no secrets are stored for this folder.
    """
    file = secrets_file(folder.resolve())
    if not file.is_file():
        raise ReportError(
            wanted="to search for a run's secrets",
            happened=f"no secrets are stored for this folder: {file} does not exist",
            where=folder,
            next_step="name the folder of a run made on this machine, or add --secrets FILE",
        )
    return file
