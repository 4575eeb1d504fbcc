"""An app as a process: how its address is learned, and how it is ended. No app is named here."""

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from e2e.targets.protocol import Instance
from mailserver.errors import HarnessError
from mailserver.process import end

ROOT = Path(__file__).parents[2]
LISTENS = re.compile(r"listens on (http://\S+)")
START_SECONDS = 20


class AppDidNotStart(HarnessError):
    """The app's process did not come up."""


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, settings: Mapping[str, str]
) -> Iterator[Instance]:
    """Start an app that prints `… listens on http://…` when it is ready; end it afterwards.

    Args:
        command: run at the root of the repository.
        folder: the app's own, where its log goes.
        settings: environment variables; an empty one is left out.

    Raises:
        AppDidNotStart: it ended, or did not say where it listens.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "app.log"
    environ = os.environ | {"PYTHONUNBUFFERED": "1", **settings}
    with log.open("ab") as sink:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={name: value for name, value in environ.items() if value},
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
            # A Ctrl-C in the terminal is for bluebar, which ends the app in order.
            process_group=0,
        )
    try:
        url = _wait_for_url(process, " ".join(command), log)
        yield Instance(base_url=url, log=str(log), pid=process.pid)
    finally:
        end(process)
        if process.stdout:
            process.stdout.close()


def _wait_for_url(process: subprocess.Popen[str], command: str, log: Path) -> str:
    """Return the address from the line that the app prints when it is ready.

    Raises:
        AppDidNotStart: it ended, or printed nothing in time.
    """
    assert process.stdout is not None
    watch = threading.Timer(START_SECONDS, process.kill)
    watch.start()
    try:
        for line in process.stdout:
            if found := LISTENS.search(line):
                return found[1]
    finally:
        watch.cancel()
    raise AppDidNotStart(
        wanted="the app to say where it listens",
        happened=f"it ended with status {process.wait()} before that, or took {START_SECONDS} s",
        where=f"{command}, log in {log}",
        next_step="start it by hand to see it come up, or read its last output below",
        output=log.read_text(errors="replace"),
    )
