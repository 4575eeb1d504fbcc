"""How a process that was started here is ended: asked first, and made to after a while."""

import subprocess
from typing import Any

STOP_SECONDS = 5


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process and wait for it; what does not listen is killed."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
