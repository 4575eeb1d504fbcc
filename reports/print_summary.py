"""Print a summary of one or more runs, for a person to read or to post. bluebar sends nothing."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bluebar.reports.history.history_file import read_history
from bluebar.reports.history.run_summary import run_id_of
from bluebar.reports.history.trends import failing_or_flaky
from bluebar.reports.record.record import Record
from bluebar.reports.report_errors import ReportError
from bluebar.reports.report_folder import read_all
from bluebar.reports.summaries.annotations import to_annotations
from bluebar.reports.summaries.json_summary import to_json
from bluebar.reports.summaries.markdown import to_markdown
from bluebar.reports.summaries.slack import to_slack
from bluebar.reports.summaries.summary import Summary, summarize

FORMATS: Mapping[str, Callable[[Summary], str]] = {
    "md": to_markdown,
    "json": lambda summary: json.dumps(to_json(summary), indent=2) + "\n",
    "slack": lambda summary: json.dumps(to_slack(summary), indent=2) + "\n",
    "github": to_annotations,
}


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
        format: the name of the output's format: a key of FORMATS.
        link: the URL of the report, to which each test is linked; empty: no test is linked.
        only_new: omit tests that already failed or were flaky in the previous run of `history`.
        history: the history file, which `only_new` needs.

    Returns:
        The exit status, which is always 0.

    Raises:
        ReportError: a report or the history cannot be read, or `only_new` is set without `history`.
    """
    records = read_all(folders)
    summary = _summarize_new(records, history, link) if only_new else summarize(records, link=link)
    sys.stdout.write(FORMATS[format](summary))
    return 0


def _summarize_new(records: list[Record], file: Path | None, link: str) -> Summary:
    if file is None:
        raise ReportError(
            wanted="a summary of new failures",
            happened="the option --history is missing",
            where="the command line",
            next_step="add --history FILE, the file that `bluebar report history` writes",
        )
    history = read_history(file)
    for warning in history.warnings:
        sys.stderr.write(f"{warning}\n")
    if not history.runs:
        sys.stderr.write(f"{file} contains no run yet: all failures are new\n")
    this_run = run_id_of(records)
    previous = [run for run in history.runs if run.run_id != this_run]
    return summarize(records, link=link, known=failing_or_flaky(previous))
