"""Add a run to the history file, and write a page of the last 30 runs."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.history.durations import merged_durations
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
    durations: Path | None = None,
) -> int:
    """Add a run to the history file, write the history's page, and print the paths of both.

    A run that the history already contains is not added again.

    Args:
        folders: the folders of the run's reports.
        file: the history file, in JSON lines. The file is created if it is missing.
        page: the path of the HTML page. The default is the history file's path, with suffix .html.
        commit: the hash of the tested commit. The default is git's HEAD in the current folder, or
            an empty text if there is no repository.
        link: the URL of the run's report, to which the page links; empty if there is none.
        durations: a file for the seconds of each test, in pytest-split's format. Tests that this
            run did not judge keep their seconds.

    Returns:
        The exit status, which is always 0.

    Raises:
        ReportError: the reports contain no records, or a file cannot be read or written.
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
    if durations is not None:
        replace_file(durations, merged_durations(durations, records))
        sys.stdout.write(f"seconds: {durations}\n")
    return 0


def _git_head() -> str:
    """Return the short hash of git's HEAD, or an empty text if there is no git or no repository."""
    if not shutil.which("git"):
        return ""
    shown = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()
