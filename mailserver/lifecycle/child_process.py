"""End a process that bluebar started, with its process group."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Any

STOP_SECONDS = 5


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
