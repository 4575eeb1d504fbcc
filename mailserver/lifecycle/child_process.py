"""End a process that bluebar started, with its process group."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Any

STOP_SECONDS = 5


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process that leads a group, and the group: workers may not learn of its end.

    SIGTERM first; SIGKILL for the rest after STOP_SECONDS.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
