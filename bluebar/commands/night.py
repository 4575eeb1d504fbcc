"""`bluebar night`: run the tests on each mail server of this machine, and keep a history.

The jobs in .github/workflows/nightly.yml and docs/ci/ do the same on a CI. docs/nightly.md explains
these jobs.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from bluebar.commands.settings_defaults import reports_home
from bluebar.e2e.run.settings_file import settings_of
from bluebar.mailserver.docker_check import check_docker
from bluebar.mailserver.dovecot.installation import installed
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.add_to_history import add_to_history
from bluebar.reports.merge_reports import merge_reports
from bluebar.reports.print_summary import print_summary
from bluebar.reports.report_folder import ReportFolder

DEFAULT_OPTIONS = ("-n", "2")
"""The options of the runs if the command line has none, and bluebar.toml no `workers`."""

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The signals that end `bluebar night`. They are passed on to the run."""


def home() -> Path:
    """Return the folder for the reports and the history of `bluebar night`."""
    return reports_home() / "nightly"


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True})
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The history.  [default: nightly/history.jsonl beside the reports]",
)
@click.option("--link", default="", metavar="URL", help="URL at which the report will be.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF RUN]...")
def night(history: Path | None, link: str, options: tuple[str, ...]) -> int:
    """Run the tests on each mail server of this machine, and keep a history.

    The mail servers are GreenMail on Docker and on a JVM, and Dovecot if installed. With Docker,
    the run on Docker must pass, and the others are information. Without Docker, the run on a JVM
    must pass. All runs go into one report, the history gets a line, and the summary is printed.
    Other options go to `bluebar run` (default: -n 2). The file bluebar.toml may have these options,
    too (docs/configuration.md).

    \b
    Example:
      bluebar night -n 4 --reruns 1 --history /srv/bluebar/history.jsonl
    """
    in_file = settings_of(Path.cwd()).values
    options = options or (() if "workers" in in_file else DEFAULT_OPTIONS)
    return run_night(options, history or home() / "history.jsonl", link)


def run_night(options: Sequence[str], history: Path, link: str) -> int:
    """Run the tests on each available mail server, and write report, history and summary.

    Args:
        options: the options of `bluebar run`.
        history: the history file.
        link: the URL at which the report will be; empty if unknown.

    Returns:
        The exit status of the run that must pass. If this run passed, 1 if report or history could
        not be written, else 0.
    """
    ways = available_ways()
    runs = {way: run_on(way, options) for way in ways}
    status = conclude(ways, history, link)
    for way, ended in runs.items():
        click.echo(f"{way}: {f'FAILED, exit status {ended}' if ended else 'passed'}")
    return runs[ways[0]] or status


def conclude(ways: Iterable[str], history: Path, link: str) -> int:
    """Merge the reports of the runs, add them to the history, and print the summary.

    Args:
        ways: the mail servers of the runs.
        history: the history file.
        link: the URL at which the report will be; empty if unknown.

    Returns:
        The exit status: 1 if there is no report, or a part of the report could not be written.

    Raises:
        ReportError: a report or the history cannot be read or written.
    """
    folders = [latest_of(way) for way in ways if latest_of(way).exists()]
    if not folders:
        return 1  # Every run ended before its first test, and printed the reason.
    merged = ReportFolder(home() / "report")
    merged.make()
    relative = os.path.relpath(merged.path / "index.html", history.absolute().parent)
    return (
        merge_reports(folders, merged.path)
        or add_to_history([merged.path], file=history, link=link or relative)
        or print_summary([merged.path], link=link)
    )


def available_ways() -> Sequence[str]:
    """Return the mail servers that work on this machine. The run on the first one must pass.

    The names are values of --mailserver.
    """
    ways = ["jvm"]
    try:
        check_docker()
        ways.insert(0, "docker")
    except HarnessError as error:
        click.echo(f"docker: NOT RUN, {error.where}: {error.happened}")
    try:
        installed()
        ways.append("dovecot")
    except HarnessError as error:
        click.echo(f"dovecot: NOT RUN, {error.happened}")
    return ways


def latest_of(way: str) -> Path:
    """Return the path of the report that the last run on a mail server wrote."""
    return home() / way / "latest"


def run_on(way: str, options: Sequence[str]) -> int:
    """Run the tests on one mail server; return the exit status of the run."""
    latest = latest_of(way)
    latest.unlink(missing_ok=True)  # Without this, the report of last night could be merged.
    run = ["run", "--mailserver", way, "--reports", str(latest.parent), *options]
    return run_to_its_end([sys.executable, "-P", "-m", "bluebar", *run])


def run_to_its_end(command: Sequence[str]) -> int:
    """Run a command until it ends; return its exit status.

    If this process receives a signal, the signal is sent to the command, which then cleans up.

    Raises:
        SystemExit: this process received a signal, and the command has ended.
    """
    sys.stdout.flush()
    status, signals = asyncio.run(_until_it_ends(command))
    if signals:
        raise SystemExit(128 + signals[0])
    return status


async def _until_it_ends(command: Sequence[str]) -> tuple[int, Sequence[signal.Signals]]:
    """Run a command; return its exit status, and the signals that this process received in between.

    An event loop receives a signal through a pipe. A blocking wait() misses a signal that arrives
    just before the system call, and then waits until the command ends.
    """
    received: asyncio.Queue[signal.Signals] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    # A signal that is ignored, such as SIGHUP under nohup, stays ignored.
    handled = [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    for number in handled:
        loop.add_signal_handler(number, received.put_nowait, number)
    # The command runs in another process group, so that it receives Ctrl-C only once, from this
    # process. A second Ctrl-C, from the terminal, would interrupt the command's clean-up.
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, process_group=0
    )
    sent_on: list[signal.Signals] = []

    async def pass_on() -> None:
        while True:
            sent_on.append(await received.get())
            process.send_signal(sent_on[-1])

    passing = asyncio.create_task(pass_on())
    status = await process.wait()
    passing.cancel()
    for number in handled:
        loop.remove_signal_handler(number)
    return status, sent_on
