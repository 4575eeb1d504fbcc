"""`bluebar report check`: look for a run's secrets in every text and archive of a folder.

For before something is uploaded: a run's own report, or what another reporter wrote of the same
run. Nothing is changed. Pictures are not looked at.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from bluebar.reports.report_errors import ReportError
from bluebar.reports.secrets.redaction import SHORTEST, Redactor
from bluebar.reports.secrets.secret_scan import files_below, scan
from bluebar.reports.secrets.secret_store import secrets_file, stored_secrets


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser(
        "check",
        help="look for a run's secrets in every text and archive of a folder",
        description="Look for a run's secrets in every text and archive below a folder, in every "
        "form that they may have. Tells file, member and form, never the secret. Exit status: 0 "
        "nothing was found, 1 something was, 2 it could not be looked.",
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="what is to be looked through")
    command.add_argument(
        "--secrets",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a run's secrets, a JSON string a line, such as reports/out/.secrets/RUN.jsonl; can "
        "be given again (default: those of the run whose folder it is)",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, and tell each finding; return 1 where there is one."""
    folder: Path = arguments.folder
    if not folder.is_dir():
        raise ReportError(
            wanted="to look for secrets",
            happened="it is no folder" if folder.exists() else "it is not there",
            where=folder,
            next_step="name a folder, such as reports/out/latest",
        )
    known = arguments.secrets or [_own(folder)]
    secrets = {
        secret for file in known for secret in stored_secrets(file) if len(secret) >= SHORTEST
    }
    if not secrets:
        raise ReportError(
            wanted="to look for secrets",
            happened=f"none of {SHORTEST} characters or more is known",
            where=", ".join(map(str, known)),
            next_step="name files in which there are some with --secrets",
        )
    redactor = Redactor(secrets)
    files = list(files_below(folder))
    found = [each for file in files for each in scan(file, redactor)]
    for each in found:
        sys.stdout.write(f"{each}\n")
    sys.stdout.write(
        f"{folder}: found: {len(found)}, secrets looked for: {len(secrets)}, files: {len(files)}\n"
    )
    return 1 if found else 0


def _own(folder: Path) -> Path:
    """Return where the secrets of a run's folder are kept, also where it is named by a link."""
    file = secrets_file(folder.resolve())
    if not file.is_file():
        raise ReportError(
            wanted="to look for a run's secrets",
            happened=f"none are known of this folder: {file} is not there",
            where=folder,
            next_step="name a run's folder where the run was, or its secrets with --secrets FILE",
        )
    return file
