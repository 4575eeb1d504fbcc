"""pytest-playwright's fixture `base_url`, for every test of a run, wherever its file lies.

A module of its own, which `e2e/conftest.py` registers: pytest-playwright brings such a fixture too,
after all plugins are named, and the last one counts. bluebar's own tests, which start no run, must
not get this one.
"""

import pytest

from bluebar.e2e.run.run_plugin import RunContext


@pytest.fixture(scope="session")
def base_url(running: RunContext) -> str:
    """Where the run's app answers."""
    return running.instance.base_url
