"""Store a run's secrets beside the run's report, for `bluebar report check`.

The secrets of all runs are in a hidden folder, which only its owner can read. The folder has one
file per run, which is deleted with the run's report. A run's report contains no secrets, so that it
can be uploaded. Secrets are stored whenever an attempt ends, so that a killed run has stored its
secrets, too.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from bluebar.reports.report_errors import ReportError

HIDDEN = ".secrets"
SUFFIX = ".jsonl"


def secrets_file(run: Path) -> Path:
    """Return the path of the file with a run's secrets.

    Args:
        run: the folder of the run's report.
    """
    return run.parent / HIDDEN / f"{run.name}{SUFFIX}"


def store_secrets(secrets: Iterable[str], run: Path) -> None:
    """Append secrets to the file with a run's secrets.

    Args:
        secrets: the secrets to store.
        run: the folder of the run's report.

    Raises:
        OSError: the file cannot be written.
    """
    file = secrets_file(run)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    # The file is created with its final mode: before a later chmod, other users could open it.
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(opened, "w", encoding="ascii") as lines:  # noqa: PTH123 - a file descriptor
        lines.writelines(f"{json.dumps(secret)}\n" for secret in sorted(secrets))


def stored_secrets(file: Path) -> set[str]:
    """Return the secrets in a file, which has one JSON string per line.

    Raises:
        ReportError: the file cannot be read, or has another format.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
        secrets = [json.loads(line) for line in lines if line.strip()]
    except OSError as error:
        raise _unreadable(file, str(error.strerror)) from error
    except ValueError as error:
        raise _unreadable(file, f"the file is not JSON lines: {error}") from error
    if not all(isinstance(secret, str) for secret in secrets):
        raise _unreadable(file, "a line is not a JSON string")
    return set(secrets)


def _unreadable(file: Path, happened: str) -> ReportError:
    return ReportError(
        wanted="to read the secrets to search for",
        happened=happened,
        where=file,
        next_step="name with --secrets a file that has one JSON string per line",
    )


def delete_secrets_without_run(home: Path) -> None:
    """Delete the secrets of each run whose folder no longer exists.

    Args:
        home: the folder that contains the folders of all runs.

    Raises:
        OSError: a file cannot be deleted.
    """
    for file in (home / HIDDEN).glob(f"*{SUFFIX}"):
        if not (home / file.stem).is_dir():
            file.unlink()
