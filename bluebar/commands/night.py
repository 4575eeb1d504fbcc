"""Run the suite as of a night, on every way of the mail server that this machine has.

bluebar night [--history FILE] [--link URL] [pytest options…]      # or: make nightly

With Docker the run on it has to pass, and the one on a JVM is told beside it; without, the one on a
JVM is all there is. Both make one report; a line goes into the history, and the summary is printed.
What a CI does of this in jobs of its own is in .github/workflows/nightly.yml and docs/nightly.md.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bluebar.mailserver.docker_check import check_docker
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.report_folder import ReportFolder

ROOT = Path(__file__).parents[2]
HOME = ROOT / "reports" / "out" / "nightly"
USUAL = ("-n", "2")
"""What pytest is told where nobody told it anything."""
ASKED_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the night; return the exit status of the run that has to pass."""
    parser = argparse.ArgumentParser(prog="bluebar night", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--history",
        type=Path,
        default=HOME / "history.jsonl",
        metavar="FILE",
        help="the history of the nights (default: reports/out/nightly/history.jsonl)",
    )
    parser.add_argument(
        "--link", default="", metavar="URL", help="where the report of this night will lie"
    )
    asked, options = parser.parse_known_args(arguments)
    ways = ways_of_this_machine()
    runs = {way: suite(way, options or USUAL) for way in ways}
    told = tell(ways, asked.history, asked.link)
    for way, ended in runs.items():
        sys.stdout.write(f"{way}: {f'FAILED, exit status {ended}' if ended else 'passed'}\n")
    return runs[ways[0]] or told


def tell(ways: Iterable[str], history: Path, link: str) -> int:
    """Merge the runs, write the night down, print the summary; return the exit status."""
    folders = [str(latest_of(way)) for way in ways if latest_of(way).exists()]
    if not folders:
        return 1  # Every pytest ended before its run began, and has said why.
    night = ReportFolder(HOME / "report")
    night.make()
    beside = os.path.relpath(night.path / "index.html", history.absolute().parent)
    linked = ["--link", link] if link else []
    return (
        report("merge", *folders, "--into", str(night.path))
        or report("history", str(night.path), "--file", str(history), "--link", link or beside)
        or report("summary", str(night.path), *linked)
    )


def ways_of_this_machine() -> Sequence[str]:
    """Return the ways that can run here, the one that has to pass first."""
    try:
        check_docker()
    except HarnessError as error:
        sys.stdout.write(f"docker: NOT RUN, {error.where}: {error.happened}\n")
        sys.stdout.flush()
        return ("jvm",)
    return ("docker", "jvm")


def latest_of(way: str) -> Path:
    """Return where the report of a way's last run lies."""
    return HOME / way / "latest"


def suite(way: str, options: Sequence[str]) -> int:
    """Run the suite on one way; return pytest's exit status."""
    latest = latest_of(way)
    latest.unlink(missing_ok=True)  # Last night's must not be taken for this one's.
    command = ["pytest", "e2e", "--mailserver", way, "--reports", str(latest.parent), *options]
    return run_to_its_end([sys.executable, "-m", *command])


def report(*arguments: str) -> int:
    """Run a command of reports; return its exit status."""
    return run_to_its_end([sys.executable, "-m", "bluebar.commands.report", *arguments])


def run_to_its_end(command: Sequence[str]) -> int:
    """Run a command until it ends; return its exit status.

    A signal that asks this process to end is sent on to the command, which ends in its own time.

    Raises:
        SystemExit: this process was asked to end, and the command has ended.
    """
    sys.stdout.flush()
    status, asked = asyncio.run(_until_it_ends(command))
    if asked:
        raise SystemExit(128 + asked[0])
    return status


async def _until_it_ends(command: Sequence[str]) -> tuple[int, Sequence[signal.Signals]]:
    """Run a command; return its exit status and the signals that this process received meanwhile.

    An event loop learns of a signal through a pipe. A blocking wait() misses a signal that arrives
    just before the system call, and then waits until the command ends by itself.
    """
    received: asyncio.Queue[signal.Signals] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    # A signal that is ignored, such as SIGHUP under nohup, stays ignored.
    heard = [each for each in ASKED_TO_END if signal.getsignal(each) is not signal.SIG_IGN]
    for number in heard:
        loop.add_signal_handler(number, received.put_nowait, number)
    # In a process group of its own, the command receives Ctrl-C from here alone: a second one would
    # end its clean-up.
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, process_group=0
    )
    asked: list[signal.Signals] = []

    async def pass_on() -> None:
        while True:
            asked.append(await received.get())
            process.send_signal(asked[-1])

    passing = asyncio.create_task(pass_on())
    status = await process.wait()
    passing.cancel()
    for number in heard:
        loop.remove_signal_handler(number)
    return status, asked


if __name__ == "__main__":
    sys.exit(main())
