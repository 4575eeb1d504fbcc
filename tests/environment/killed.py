"""A pytest plugin that kills worker gw0 in the middle of its first test, as the kernel may."""

import os
import signal

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Send SIGKILL to this very process."""
    worker = getattr(pyfuncitem.config, "workerinput", {}).get("workerid")
    if worker == "gw0":
        os.kill(os.getpid(), signal.SIGKILL)
