"""Make warnings errors here, and leave out, saying so, what needs a Docker Engine without one."""

from typing import Any

import pytest
from hypothesis import settings

# No test asserts how long something takes: a busy machine must turn none red.
settings.register_profile("bluebar", deadline=None)
settings.load_profile("bluebar")


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Make every warning an error: in `pytest e2e` it may be an adapter's, here it is bluebar's.

    Of the hooks of a conftest.py this is the one that comes before pytest first applies the
    filters; `pytest_configure` would leave out what warns outside of a test.
    """
    config: Any = pluginmanager.get_plugin("pytestconfig")
    filters: list[str] = config.getini("filterwarnings")
    filters[filters.index("default")] = "error"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `docker` on a machine without it."""
    marked = [item for item in items if item.get_closest_marker("docker")]
    if not marked:
        return
    # Imported here: Docker's client takes a while, and most of the tests need none.
    from bluebar.mailserver.docker_client import DockerUnavailable, check_daemon  # noqa: PLC0415

    try:
        check_daemon()
    except DockerUnavailable as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"no Docker here: {error.happened}"))
