"""The reference app as a process: what it is told, how its address is learned, how it is ended."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.targets.protocol import Instance, Surroundings
from mailserver.errors import HarnessError

LISTENS = re.compile(r"listens on (http://\S+)")
START_SECONDS = 20
STOP_SECONDS = 5

LOWERED = {
    "CONNECT_TIMEOUT": "2",
    "GREETING_TIMEOUT": "2",
    "LOGIN_TIMEOUT": "3",
    "COMMAND_TIMEOUT": "5",
    "RETRY_INTERVAL": "1",
}
"""The app's own deadlines in seconds for a quick run; one row of each kind runs without them."""


class AppDidNotStart(HarnessError):
    """The reference app's process did not come up."""


@contextmanager
def running(surroundings: Surroundings) -> Iterator[Instance]:
    """Start `python -m app` on a free port; end it afterwards.

    Raises:
        AppDidNotStart: it ended, or did not say where it listens.
    """
    surroundings.folder.mkdir(parents=True, exist_ok=True)
    log = surroundings.folder / "app.log"
    server = surroundings.mail_server
    environ = os.environ | {
        "APP_DATA": str(surroundings.folder),
        "APP_PORT": "0",
        "SMTP_HOST": server.host,
        "SMTP_PORT": str(server.smtp_port),
        "MAIL_CA_FILE": server.ca_file,
        "ALLOWED_MAIL_HOSTS": ",".join(surroundings.allowed_hosts),
        "PYTHONUNBUFFERED": "1",
        **LOWERED,
        **surroundings.settings,
    }
    # An empty value stands for the deadline that the app ships with.
    environ = {name: value for name, value in environ.items() if value}
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=Path(__file__).parents[2],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
            # A Ctrl-C in the terminal is for bluebar, which ends the app in order.
            process_group=0,
        )
    try:
        yield Instance(base_url=_wait_for_url(process, log), log=str(log), pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _wait_for_url(process: subprocess.Popen[str], log: Path) -> str:
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
        wanted="the reference app to say where it listens",
        happened=f"it ended with status {process.wait()} before that, or took {START_SECONDS} s",
        where=f"python -m app, log in {log}",
        next_step="run `make demo` to see it start by itself, or read its last output below",
        output=log.read_text(errors="replace"),
    )
