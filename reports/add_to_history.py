"""Add a run to the history file, and write a page of the last 30 runs."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.history.history_file import read_history, write_history, write_whole
from bluebar.reports.history.history_page import draw_nights
from bluebar.reports.history.run_summary import night_of
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.report_folder import read_all


def add_to_history(
    folders: Sequence[Path],
    *,
    file: Path,
    page: Path | None = None,
    commit: str | None = None,
    link: str = "",
) -> int:
    """Add a run to the history, and write the page; print both paths.

    A run that the history already contains is not added again.

    Args:
        folders: the folders of the run's reports.
        file: the history, JSON lines; created if missing.
        page: the HTML page; default: the history's path with the suffix .html.
        commit: the tested commit; default: git's HEAD, or empty without a repository.
        link: the URL of the run's report, for the page.

    Returns:
        The exit status.

    Raises:
        ReportError: a report contains no records, or a file cannot be read or written.
    """
    records = read_all(folders)
    if not records:
        raise NotAReport(folders[0], "there is no record in it")
    commit = _head() if commit is None else commit
    before = read_history(file)
    for told in before.troubles:
        sys.stderr.write(f"{told}\n")
    after = before.with_night(night_of(records, commit=commit, link=link))
    if after is before:
        sys.stdout.write(f"{file}: this run is there already\n")
    else:
        write_history(file, after)
    page = page or file.with_suffix(".html")
    write_whole(page, draw_nights(after.nights).encode())
    sys.stdout.write(f"history: {file}, {len(after.nights)} lines\nnights:  {page}\n")
    return 0


def _head() -> str:
    """Return git's HEAD, shortened; empty where there is no git or no repository."""
    if not shutil.which("git"):
        return ""
    asked = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
