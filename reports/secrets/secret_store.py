"""The secrets of a run, kept beside its report for `check`, never in it.

They lie in a hidden folder of the reports' home that nobody but the owner can enter, one file a
run, and go when the run's folder goes. What is uploaded must not hold them: a run's own folder does
not. They are appended as attempts end, so that a run that was killed has them, too.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from bluebar.reports.report_errors import ReportError

HIDDEN = ".secrets"
SUFFIX = ".jsonl"


def secrets_file(run: Path) -> Path:
    """Return where the secrets of the run with this folder are kept."""
    return run.parent / HIDDEN / f"{run.name}{SUFFIX}"


def store_secrets(secrets: Iterable[str], run: Path) -> None:
    """Add to the secrets of a run.

    Raises:
        OSError: they cannot be written.
    """
    file = secrets_file(run)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    # Made with its rights: a file that is narrowed afterwards could be opened in between.
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(opened, "w", encoding="ascii") as lines:  # noqa: PTH123 - it is open already
        lines.writelines(f"{json.dumps(secret)}\n" for secret in sorted(secrets))


def stored_secrets(file: Path) -> set[str]:
    """Return the secrets of a file: a JSON string a line.

    Raises:
        ReportError: it is something else, or cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        secrets = [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise _no_secrets(file, str(error.strerror)) from error
    except ValueError as error:
        raise _no_secrets(file, f"it is something else: {error}") from error
    if not all(isinstance(secret, str) for secret in secrets):
        raise _no_secrets(file, "a line of it is no JSON string")
    return set(secrets)


def _no_secrets(file: Path, happened: str) -> ReportError:
    return ReportError(
        wanted="to read the secrets to look for",
        happened=happened,
        where=file,
        next_step="name a file with a JSON string a line with --secrets",
    )


def forget_what_is_gone(home: Path) -> None:
    """Remove the secrets of runs whose folders are there no more.

    Raises:
        OSError: one cannot be removed.
    """
    for file in (home / HIDDEN).glob(f"*{SUFFIX}"):
        if not (home / file.stem).is_dir():
            file.unlink()
