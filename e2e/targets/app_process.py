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

# The pattern ends with white space, because the log may end in the middle of the address.
LISTENS = r"listens on (http://\S+)\s"
START_SECONDS = 20
POLL_SECONDS = 0.02


class AppDidNotStart(HarnessError):
    """The app did not start."""


@contextmanager
def app_process(
    command: Sequence[str], *, folder: Path, settings: Mapping[str, str], listens: str = LISTENS
) -> Iterator[Instance]:
    """Return a context in which an app runs that prints its URL when it is ready.

    Let the app choose its port (port 0): another process could take a port that bluebar chooses
    before the app binds this port.

    Args:
        command: the app's command with its arguments; it runs in the current folder.
        folder: the app's folder; the app's output is appended to the file app.log in this folder.
        settings: environment variables to set; a variable with an empty value is removed.
        listens: a pattern that matches the output line with the URL; its first group is the URL.

    Raises:
        AppDidNotStart: the process ended, or did not print its URL in time.
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
        """Yield the output until now and the exit status (None while the process runs), repeatedly.

        The generator never ends, so the caller must stop at a deadline.
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
    """Return a context in which a command runs in the current folder.

    Args:
        command: the command with its arguments.
        log: the file to which the command's output is appended.
        settings: environment variables to set; a variable with an empty value is removed.
    """
    # bluebar's tests set PYTHONWARNINGS to turn warnings into errors. An app must not get this
    # variable, because a warning of a library would stop the app.
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
    """Return the URL that the app prints when it is ready.

    Raises:
        AppDidNotStart: the process ended, or did not print the URL in time.
    """
    deadline = time.monotonic() + START_SECONDS
    for output, status in app.poll_output():
        if found := listens.search(output):
            return found[1]
        if status is not None or time.monotonic() > deadline:
            break
    raise AppDidNotStart(
        wanted="the app to start and print its URL",
        happened=f"the app did not print its URL within {START_SECONDS} s"
        if status is None
        else f"the app ended with status {status} before it printed its URL",
        where=f"{' '.join(map(str, app.process.args))}, log in {app.log}",  # type: ignore[arg-type]
        next_step="read the app's last output below, or run the command above yourself",
        output=output,
    )
