"""Add a run to the history file, and write a page of the last 30 runs."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bluebar.reports.history.history_file import read_history, replace_file, write_history
from bluebar.reports.history.history_page import render_history
from bluebar.reports.history.run_summary import summarize_run
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.report_folder import read_all


def add_to(subparsers: Any) -> None:
    """Add the command to a parser."""
    command = subparsers.add_parser(
        "history",
        help="add a run to the history of the nights, and draw a page of the last 30",
        description="Add a run to the history, a line of JSON a night, and draw the last 30 "
        "nights: new failures, still failing, fixed, flaky, and how long things took. A run that "
        "is there already is not added again.",
    )
    command.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="a run's folder")
    command.add_argument(
        "--file",
        type=Path,
        required=True,
        metavar="FILE",
        help="the history, such as history.jsonl; made when missing; the last 400 nights are kept",
    )
    command.add_argument(
        "--page",
        type=Path,
        metavar="FILE",
        help="where the page is written (default: beside the history, with the suffix .html)",
    )
    command.add_argument(
        "--commit", metavar="HASH", help="what was tested (default: git's HEAD, if there is one)"
    )
    command.add_argument(
        "--link", metavar="URL", default="", help="where this run's report lies, for the page"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Call `add_to_history` with the parsed arguments."""
    return add_to_history(
        arguments.folders,
        file=arguments.file,
        page=arguments.page,
        commit=arguments.commit,
        link=arguments.link,
    )


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
