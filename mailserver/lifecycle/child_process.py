"""How a process that was started here is ended: asked first, and made to after a while."""

import os
import signal
import subprocess
from contextlib import suppress
from typing import Any

STOP_SECONDS = 5


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process that leads a group, and the group: workers need not hear of its end.

    What does not listen is killed.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
