"""Add a run to the history file, and write a page of the last 30 runs."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.history.history_file import read_history, replace_file, write_history
from bluebar.reports.history.history_page import render_history
from bluebar.reports.history.run_summary import summarize_run
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
        raise NotAReport(folders[0], "the folder contains no records")
    commit = _git_head() if commit is None else commit
    history = read_history(file)
    for warning in history.warnings:
        sys.stderr.write(f"{warning}\n")
    extended = history.with_run(summarize_run(records, commit=commit, link=link))
    if extended is history:
        sys.stdout.write(f"{file}: the history already contains this run\n")
    else:
        write_history(file, extended)
    page = page or file.with_suffix(".html")
    replace_file(page, render_history(extended.runs).encode())
    sys.stdout.write(f"history: {file}, {len(extended.runs)} runs\npage:    {page}\n")
    return 0


def _git_head() -> str:
    """Return the abbreviated hash of git's HEAD; empty without git or a repository."""
    if not shutil.which("git"):
        return ""
    shown = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()
