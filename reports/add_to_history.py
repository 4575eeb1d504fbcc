"""`bluebar report history`: write a night down, a line each, and draw the last of them."""

import argparse
import shutil
import subprocess
import sys
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
    """Add the night, draw the page, and say where it is."""
    records = read_all(arguments.folders)
    if not records:
        raise NotAReport(arguments.folders[0], "there is no record in it")
    commit = _head() if arguments.commit is None else arguments.commit
    before = read_history(arguments.file)
    for told in before.troubles:
        sys.stderr.write(f"{told}\n")
    after = before.with_night(night_of(records, commit=commit, link=arguments.link))
    if after is before:
        sys.stdout.write(f"{arguments.file}: this run is there already\n")
    else:
        write_history(arguments.file, after)
    page = arguments.page or arguments.file.with_suffix(".html")
    write_whole(page, draw_nights(after.nights).encode())
    sys.stdout.write(f"history: {arguments.file}, {len(after.nights)} lines\nnights:  {page}\n")
    return 0


def _head() -> str:
    """Return git's HEAD, shortened; empty where there is no git or no repository."""
    if not shutil.which("git"):
        return ""
    asked = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
