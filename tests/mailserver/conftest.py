"""Servers of these tests end with them, also where pytest itself is killed."""

from collections.abc import Iterator

import pytest

from bluebar.mailserver.lifecycle import run_scope


@pytest.fixture(scope="session", autouse=True)
def _nothing_lingers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make this process a run, whose watchdog ends what a killed pytest could not."""
    tmp_path_factory.getbasetemp()  # Asked for inside, it would lie in the run's folder.
    with run_scope.run():
        yield
