"""Turn warnings into errors, and skip the tests that need a missing Docker Engine."""

from typing import Any

import pytest
from hypothesis import settings

# No test has a limit of time: no test may fail because the machine is busy.
settings.register_profile("bluebar", deadline=None)
settings.load_profile("bluebar")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Turn every warning into an error: here its cause is in bluebar, not in an adapter.

    This hook of a conftest.py runs before pytest first applies the filters. `pytest_configure` runs
    too late for warnings outside of tests.
    """
    config: Any = pluginmanager.get_plugin("pytestconfig")
    filters: list[str] = config.getini("filterwarnings")
    filters[filters.index("default")] = "error"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `docker` on a machine without Docker."""
    marked = [item for item in items if item.get_closest_marker("docker")]
    if not marked:
        return
    # Imported here: the import of Docker's client is slow, and most tests do not need it.
    from bluebar.mailserver.greenmail.docker_launcher import DockerUnavailable, check_daemon  # noqa: PLC0415

    try:
        check_daemon()
    except DockerUnavailable as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"Docker is not available: {error.happened}"))
