"""Make warnings errors, skip tests that need Docker if it is missing, and fail any other skip."""

import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

from bluebar.reports.collector import skip_reason
from tests import class_cache, skips

# No test asserts how long something takes: a busy machine must turn none red.
settings.register_profile("bluebar", deadline=None)
settings.load_profile("bluebar")

# These tests start pytest and the reference app some 200 times. Without files of bytecode, each
# pytest would rewrite the asserts of all plugins again, which takes 2.5 s of CPU time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
class_cache.use()


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Make every warning an error: in these tests, unlike in `pytest e2e`, bluebar causes them all.

    pytest first applies its filters after this hook and before `pytest_configure`. In
    `pytest_configure`, this function would miss warnings outside of a test.
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
    from bluebar.mailserver.docker_client import DockerUnavailable, check_daemon  # noqa: PLC0415

    try:
        check_daemon()
    except DockerUnavailable as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"{skips.NO_DOCKER}{error.happened}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skip whose reason is not allowed: a bug must not make a test skip itself."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = skip_reason(report)
        if not reason.startswith(skips.ALLOWED):
            report.outcome = "failed"
            report.longrepr = f"no test may skip itself here (tests/conftest.py): {reason}"
    return report
