"""Start a server's process, and end a process that bluebar started, with its process group."""

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

STOP_SECONDS = 5


def start(command: Sequence[str | Path], log: Path) -> "subprocess.Popen[bytes]":
    """Start a program with its output in a file, and with a process group of its own.

    Ctrl-C in the terminal must reach bluebar only, which ends the program in order.

    Raises:
        OSError: the system cannot run the program.
    """
    with log.open("wb") as sink:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            process_group=0,
        )


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process that leads a process group, and all other processes of the group.

    Workers in the group may not notice the end of their leader. All processes get SIGTERM first;
    those that remain after STOP_SECONDS get SIGKILL.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
