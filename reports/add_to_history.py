"""Add a run to the history file, and write a page of the last 30 runs."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bluebar.reports.history.history_file import read_history, write_history, write_whole
from bluebar.reports.history.history_page import draw_nights
from bluebar.reports.history.run_summary import night_of
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
