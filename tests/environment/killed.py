"""A pytest plugin that kills worker gw0 in its first test, as the kernel does without memory."""

import os
import signal

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Send SIGKILL to this process."""
    worker = getattr(pyfuncitem.config, "workerinput", {}).get("workerid")
    if worker == "gw0":
        os.kill(os.getpid(), signal.SIGKILL)
