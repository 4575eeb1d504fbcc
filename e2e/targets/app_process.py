"""Start the processes of an app, and read the app's address and other output from its log."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bluebar.e2e.protocol.target import Instance
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.child_process import end

INSTALLED = Path(".targets").absolute()
"""The folder of the apps that `bluebar install` installs."""

# The pattern ends with white space because a read of the log may end in the middle of a line.
LISTENS = r"listens on (http://\S+)\s"
START_SECONDS = 20
POLL_SECONDS = 0.02


class AppDidNotStart(HarnessError):
    """The app did not start."""


@contextmanager
def app_process(
    command: Sequence[str], *, folder: Path, settings: Mapping[str, str], listens: str = LISTENS
) -> Iterator[Instance]:
    """Start an app that prints its address when it is ready; stop the app after the block.

    Let the app choose its port (port 0): a port that bluebar chooses could be taken by another
    process before the app binds it.

    Args:
        command: the app's command with its arguments; it runs in the current folder.
        folder: the app's folder; the app's output is appended to the file app.log in this folder.
        settings: environment variables to set; a variable with an empty value is removed.
        listens: the pattern of the output line with the address; its first group is the address.

    Raises:
        AppDidNotStart: the process ended, or did not print its address in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with started(command, log=folder / "app.log", settings=settings) as app:
        url = _wait_for_url(app, re.compile(listens))
        yield Instance(base_url=url, log=str(app.log), pid=app.process.pid)


@dataclass(frozen=True)
class Started:
    """A running process whose output is appended to a log file.

    Attributes:
        process: the process.
        log: the log file, which may contain the output of earlier processes.
        began: the size of the log in bytes when the process started.
    """

    process: "subprocess.Popen[bytes]"
    log: Path
    began: int

    def poll_output(self) -> Iterator[tuple[str, int | None]]:
        """Yield the process's output so far, and its exit status, again and again without an end.

        The status is None while the process runs. The caller stops at a deadline.
        """
        while True:
            # Read the status before the log, so that the last output is not missed.
            status = self.process.poll()
            with self.log.open("rb") as file:
                file.seek(self.began)
                output = file.read().decode(errors="replace")
            yield output, status
            # A file does not signal its growth, so read it again after a pause.
            time.sleep(POLL_SECONDS)


@contextmanager
def started(command: Sequence[str], *, log: Path, settings: Mapping[str, str]) -> Iterator[Started]:
    """Start a command in the current folder; stop its process after the block.

    Args:
        command: the command with its arguments.
        log: the file to which the command's output is appended.
        settings: environment variables to set; a variable with an empty value is removed.
    """
    # Remove PYTHONWARNINGS of bluebar's tests: a library's warning must not stop a Python app.
    environ = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "", **settings}
    with log.open("ab") as sink:
        began = sink.tell()
        process = subprocess.Popen(
            command,
            env={name: value for name, value in environ.items() if value},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal goes only to bluebar, which then stops the app.
            process_group=0,
        )
    try:
        yield Started(process, log, began)
    finally:
        end(process)


def _wait_for_url(app: Started, listens: re.Pattern[str]) -> str:
    """Return the address that the app prints when it is ready.

    Raises:
        AppDidNotStart: the process ended, or did not print the address in time.
    """
    deadline = time.monotonic() + START_SECONDS
    for output, status in app.poll_output():
        if found := listens.search(output):
            return found[1]
        if status is not None or time.monotonic() > deadline:
            break
    raise AppDidNotStart(
        wanted="the app to print its address",
        happened=f"it did not print it within {START_SECONDS} s"
        if status is None
        else f"it ended with status {status} before",
        where=f"{' '.join(map(str, app.process.args))}, log in {app.log}",  # type: ignore[arg-type]
        next_step="run this command yourself, or read its last output below",
        output=output,
    )
