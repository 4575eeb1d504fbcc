"""`bluebar report`: open, merge, check and summarize the reports of runs."""

from pathlib import Path

import click

from bluebar.commands.settings_defaults import reports_home
from bluebar.reports.add_to_history import add_to_history
from bluebar.reports.check_for_secrets import check_for_secrets
from bluebar.reports.merge_reports import merge_reports
from bluebar.reports.open_report import open_report
from bluebar.reports.print_summary import FORMATS, print_summary

PATH = click.Path(path_type=Path)
FOLDERS = click.argument("folders", nargs=-1, required=True, type=PATH, metavar="FOLDER...")


@click.group()
def report() -> None:
    """Open, merge, check or summarize reports.

    A run writes its report into a folder, and prints the folder's path.

    \b
    Examples:
      bluebar report open
      bluebar report merge shard-1 shard-2 --into report
      bluebar report summary report --format slack
    """


@report.command("open")
@click.argument("folder", required=False, type=PATH, metavar="[FOLDER|ZIP]")
@click.option("--port", type=int, default=0, help="Port to serve on.  [default: a free port]")
@click.option("--no-browser", is_flag=True, help="Print the address and open no browser.")
def open_(folder: Path | None, port: int, *, no_browser: bool) -> int:
    """Open a report in a browser.

    The report is served on 127.0.0.1 until Ctrl-C, because the trace viewer does not work from a
    file. The default is the last run's report. A zip that a CI made of a report works, too.
    """
    return open_report(folder or reports_home() / "latest", port=port, browser=not no_browser)


@report.command()
@FOLDERS
@click.option("--into", required=True, type=PATH, metavar="FOLDER", help="A new or empty folder.")
def merge(folders: tuple[Path, ...], into: Path) -> int:
    """Merge reports into one.

    The reports are the shards of a run, runs on two mail servers, or runs of the same tests one
    after another, which become attempts.
    """
    return merge_reports(folders, into)


@report.command()
@click.argument("folder", type=PATH)
@click.option(
    "--secrets",
    multiple=True,
    type=PATH,
    metavar="FILE",
    help="File with a JSON string per line, such as .secrets/RUN.jsonl beside the reports; can be "
    "repeated.  [default: the secrets of the run that wrote FOLDER]",
)
def check(folder: Path, secrets: tuple[Path, ...]) -> int:
    """Search a folder for the secrets of a run.

    Every text file and archive is searched for each secret in every encoding. The output names
    file, archive member and encoding, never the secret. Exit status: 0 nothing found, 1 a secret
    found, 2 not searched.
    """
    return check_for_secrets(folder, secrets)


@report.command()
@FOLDERS
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="md",
    show_default=True,
    help="md: Markdown; slack: the body of a message in Block Kit; github: annotations.",
)
@click.option("--link", metavar="URL", default="", help="URL of the report, to link each test.")
@click.option(
    "--only-new",
    is_flag=True,
    help="Omit tests that failed or were flaky in the previous run of --history, too.",
)
@click.option("--history", type=PATH, metavar="FILE", help="The history file, for --only-new.")
def summary(
    folders: tuple[Path, ...], format: str, link: str, *, only_new: bool, history: Path | None
) -> int:
    """Print a summary.

    The summary has the counts for each mail server, and a line for each test that failed or was
    flaky. Nothing is sent.
    """
    return print_summary(folders, format=format, link=link, only_new=only_new, history=history)


@report.command()
@FOLDERS
@click.option(
    "--file",
    required=True,
    type=PATH,
    metavar="FILE",
    help="The history, such as history.jsonl: created if missing; the last 400 runs are kept.",
)
@click.option(
    "--page",
    type=PATH,
    metavar="FILE",
    help="The HTML file to write.  [default: FILE with the ending .html]",
)
@click.option("--commit", metavar="HASH", help="The tested commit.  [default: git's HEAD]")
@click.option(
    "--link", metavar="URL", default="", help="URL of this run's report; the page links to it."
)
@click.option(
    "--durations",
    type=PATH,
    metavar="FILE",
    help="A file for the seconds of each test. With --durations-path FILE, the shards of the next "
    "run take equally long.",
)
def history(
    folders: tuple[Path, ...],
    file: Path,
    page: Path | None,
    commit: str | None,
    link: str,
    durations: Path | None,
) -> int:
    """Add a run to the history, and write a page of the last 30 runs.

    The page shows new failures, tests that still fail, fixed and flaky tests, and durations. A run
    that the history already contains is not added again.
    """
    return add_to_history(
        folders, file=file, page=page, commit=commit, link=link, durations=durations
    )
