"""An app's processes: what they print, and how the address of one is learned. No app is named."""

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
"""The folder into which `bluebar install` puts apps."""
# The space after it: a log may be read in the middle of a line.
LISTENS = r"listens on (http://\S+)\s"
START_SECONDS = 20
LOOK_AGAIN_SECONDS = 0.02


class AppDidNotStart(HarnessError):
    """The app's process did not come up."""


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, settings: Mapping[str, str], listens: str = LISTENS
) -> Iterator[Instance]:
    """Start an app that prints where it listens when it is ready; end it afterwards.

    An app that is given port 0 takes one that is free, so that nobody can take it in between.

    Args:
        command: run at the root of the repository.
        folder: the app's own, where its log goes: all that it prints.
        settings: environment variables; an empty one is left out.
        listens: a pattern for what it prints, whose first group is its address.

    Raises:
        AppDidNotStart: it ended, or did not say where it listens.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with started(command, log=folder / "app.log", settings=settings) as app:
        url = _wait_for_url(app, re.compile(listens))
        yield Instance(base_url=url, log=str(app.log), pid=app.process.pid)


@dataclass(frozen=True)
class Started:
    """A process that prints to a log, behind what stood there before."""

    process: "subprocess.Popen[bytes]"
    log: Path
    began: int

    def talk(self) -> Iterator[tuple[str, int | None]]:
        """Yield all that it has printed, and its exit status or None, anew and without end."""
        while True:
            # Asked before the log is read: what it printed at its end must not be missed.
            status = self.process.poll()
            with self.log.open("rb") as file:
                file.seek(self.began)
                said = file.read().decode(errors="replace")
            yield said, status
            # A file tells nobody that it has grown; it is read anew until the caller's deadline.
            time.sleep(LOOK_AGAIN_SECONDS)


@contextmanager
def started(command: Sequence[str], *, log: Path, settings: Mapping[str, str]) -> Iterator[Started]:
    """Start a command of an app's at the root of the repository; end it afterwards.

    Args:
        command: what is run.
        log: where all goes that it prints.
        settings: environment variables; an empty one is left out.
    """
    # PYTHONWARNINGS is for the tests: what a library warns of must not end an app in Python.
    environ = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "", **settings}
    with log.open("ab") as sink:
        began = sink.tell()
        process = subprocess.Popen(
            command,
            env={name: value for name, value in environ.items() if value},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            # A Ctrl-C in the terminal is for bluebar, which ends the app in order.
            process_group=0,
        )
    try:
        yield Started(process, log, began)
    finally:
        end(process)


def _wait_for_url(app: Started, listens: re.Pattern[str]) -> str:
    """Return the address from what the app prints when it is ready.

    Raises:
        AppDidNotStart: it ended, or printed nothing of the kind in time.
    """
    deadline = time.monotonic() + START_SECONDS
    for said, status in app.talk():
        if found := listens.search(said):
            return found[1]
        if status is not None or time.monotonic() > deadline:
            break
    raise AppDidNotStart(
        wanted="the app to say where it listens",
        happened=f"it did not within {START_SECONDS} s"
        if status is None
        else f"it ended with status {status} before that",
        where=f"{' '.join(map(str, app.process.args))}, log in {app.log}",  # type: ignore[arg-type]
        next_step="start it by hand to see it come up, or read its last output below",
        output=said,
    )
