"""Print a summary of one or more runs, to read or to post. Nothing is sent."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.history.history_file import read_history
from bluebar.reports.history.run_summary import key_of
from bluebar.reports.history.trends import known_to
from bluebar.reports.record.record import Record
from bluebar.reports.report_errors import ReportError
from bluebar.reports.report_folder import read_all
from bluebar.reports.summaries.annotations import to_annotations
from bluebar.reports.summaries.markdown import to_markdown
from bluebar.reports.summaries.plain import to_json
from bluebar.reports.summaries.slack import to_slack
from bluebar.reports.summaries.summary import Summary, summarize

FORMATS = ("md", "json", "slack", "github")


def print_summary(
    folders: Sequence[Path],
    *,
    format: str = "md",
    link: str = "",
    only_new: bool = False,
    history: Path | None = None,
) -> int:
    """Print the counts for each mail server, and a line for each test that failed or was flaky.

    Args:
        folders: the folders of the reports.
        format: one of FORMATS.
        link: the URL of the report, to link each test; empty: no links.
        only_new: omit tests that failed or were flaky in the previous run of `history`, too.
        history: the history file; needed for `only_new`.

    Returns:
        The exit status.

    Raises:
        ReportError: a report or the history cannot be read, or `only_new` has no history.
    """
    records = read_all(folders)
    summary = _only_new(records, history, link) if only_new else summarize(records, link=link)
    sys.stdout.write(_drawn(summary, format))
    return 0


def _only_new(records: list[Record], file: Path | None, link: str) -> Summary:
    if file is None:
        raise ReportError(
            wanted="a summary of what is new",
            happened="nobody said where the nights before are written down",
            where="the command line",
            next_step="add --history FILE, the file that `bluebar report history` writes",
        )
    history = read_history(file)
    for told in history.troubles:
        sys.stderr.write(f"{told}\n")
    if not history.nights:
        sys.stderr.write(f"{file} knows no night yet: everything is new\n")
    this_one = key_of(records)
    before = [night for night in history.nights if night.run != this_one]
    return summarize(records, link=link, is_known=known_to(before))


def _drawn(summary: Summary, kind: str) -> str:
    match kind:
        case "json":
            return json.dumps(to_json(summary), indent=2) + "\n"
        case "slack":
            return json.dumps(to_slack(summary), indent=2) + "\n"
        case "github":
            return to_annotations(summary)
    return to_markdown(summary)
