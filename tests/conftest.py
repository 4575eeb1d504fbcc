"""Make warnings errors, skip tests that need Docker if it is missing, and fail any other skip."""

from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

from bluebar.reports.collector import skip_reason
from tests import skips

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
