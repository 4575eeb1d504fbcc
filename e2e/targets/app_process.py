"""Start the processes of an app, and learn at which address the app answers.

There are two ways. If a text of the command or of the settings contains `{port}`, bluebar chooses a
free port, and waits until the app accepts connections there. Otherwise the app chooses its port
(most servers do so for port 0) and prints its URL.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bluebar.e2e.protocol.target import Instance
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.lifecycle.child_process import end

INSTALLED = Path(".targets").absolute()
"""The folder of the apps that `bluebar install` installs."""

_AFTER = r"\s\"')\],;\x1b"
"""Characters that end a URL in a log, as in a class of a pattern. The last one begins a color."""

# The pattern ends with another character, because the log may end in the middle of the URL.
LISTENS = (
    r"(https?://(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]):\d+"
    rf"[^{_AFTER}]*)[{_AFTER}]"
)
"""The default pattern for the output: the first URL with an address of this machine and a port."""

PORT = "{port}"
"""The text that `app_process` replaces by a free port."""

START_SECONDS = 20
POLL_SECONDS = 0.02


class AppDidNotStart(HarnessError):
    """The app did not start."""


@contextmanager
def app_process(
    command: Sequence[str], *, folder: Path, settings: Mapping[str, str], listens: str = LISTENS
) -> Iterator[Instance]:
    """Return a context in which an app runs, in a process of its own.

    bluebar learns the app's address in one of two ways:

    - The command or a setting contains `{port}`, e.g. `["flask", "run", "--port", "{port}"]`.
      bluebar replaces it by a free port, and waits until the app accepts connections there.
    - Otherwise the app prints its URL when it is ready, e.g. `Listening on http://127.0.0.1:41235`.
      Let the app choose a free port itself, which most servers do for port 0. By default the first
      printed URL with an address of this machine and a port counts.

    Args:
        command: the app's command with its arguments; it runs in the current folder.
        folder: the app's folder, which is made if it is missing; the app's output is appended to
            the file app.log in this folder.
        settings: environment variables to set; a variable with an empty value is removed.
        listens: for an app that prints other URLs first, a pattern for the right line of the output
            (a regular expression); its first group is the URL.

    Yields:
        The app's URL without a slash at the end, the path of its log, and its process id.

    Raises:
        AppDidNotStart: the process ended, or did not print its URL or accept connections in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port() if PORT in " ".join((*command, *settings.values())) else 0
    command = [each.replace(PORT, str(port)) for each in command]
    settings = {name: value.replace(PORT, str(port)) for name, value in settings.items()}
    with started(command, log=folder / "app.log", settings=settings) as app:
        url = _wait_for_port(app, port) if port else _wait_for_url(app, listens)
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


def _free_port() -> int:
    """Return a port of 127.0.0.1 that no process uses at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for_port(app: Started, port: int) -> str:
    """Wait until the app accepts connections at a port of this machine; return its URL.

    Raises:
        AppDidNotStart: the process ended, or did not accept connections in time.
    """

    def look(_: str) -> str:
        for host, written in (("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")):
            with suppress(OSError), socket.create_connection((host, port)):
                return f"http://{written}:{port}"
        return ""

    url, output, status = _poll(app, look)
    if url:
        return url
    raise _did_not_start(
        app,
        wanted=f"the app to accept connections at port {port}, which replaced {PORT}",
        missed="accept connections there",
        status=status,
        next_step="check that the command uses the port, and read the app's last output below",
        output=output,
    )


def _wait_for_url(app: Started, listens: str) -> str:
    """Return the URL that the app prints when it is ready, without a slash at its end.

    Raises:
        AppDidNotStart: the process ended, or did not print the URL in time.
    """

    def look(output: str) -> str:
        found = re.search(listens, output)
        # A browser cannot open the address 0.0.0.0 or [::], on which a server listens.
        url = re.sub(r"//(0\.0\.0\.0|\[::\]):", "//127.0.0.1:", found[1]) if found else ""
        return url.rstrip("/")

    url, output, status = _poll(app, look)
    if url:
        return url
    printed = list(dict.fromkeys(re.findall(rf"https?://[^{_AFTER}]+", output)))
    raise _did_not_start(
        app,
        wanted="the app to print its URL, in a line with "
        + ("an address of this machine and a port" if listens == LISTENS else repr(listens)),
        missed=f"print such a line; its output has {', '.join(printed) or 'no URL'}",
        status=status,
        next_step="let the app print its URL, or give `app_process` a pattern for the line "
        f"(`listens`), or let bluebar choose the port (`{PORT}` in the command)",
        output=output,
    )


def _poll(app: Started, look: Callable[[str], str]) -> tuple[str, str, int | None]:
    """Call `look` with the app's output until it returns a URL, the app ends, or time is over.

    Returns:
        The URL, or an empty text; the app's output; and its exit status, None while it runs.
    """
    deadline = time.monotonic() + START_SECONDS
    for output, status in app.poll_output():
        url = look(output)
        if url or status is not None or time.monotonic() > deadline:
            return url, output, status
    raise AssertionError("poll_output never ends")


def _did_not_start(
    app: Started, *, wanted: str, missed: str, status: int | None, next_step: str, output: str
) -> AppDidNotStart:
    """Return the error for an app that ended too early, or was not ready in time.

    Args:
        app: the app's process.
        wanted: what the app should have done.
        missed: the same, as the words after "the app did not".
        status: the exit status of the process; None if it still runs.
        next_step: what a person can do.
        output: what the app has printed.
    """
    return AppDidNotStart(
        wanted=wanted,
        happened=f"the app did not {missed} within {START_SECONDS} s"
        if status is None
        else f"the app ended with status {status}, and did not {missed}",
        where=f"{' '.join(map(str, app.process.args))}, log in {app.log}",  # type: ignore[arg-type]
        next_step=next_step,
        output=output,
    )
