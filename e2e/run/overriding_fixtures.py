"""Fixtures of a run that take the place of pytest-playwright's.

The fixtures of the plugin that is registered last count, so `register_run` registers this module
when all other plugins are loaded. bluebar's own tests start no run and keep the original fixtures.
"""

from typing import Any

import pytest

from bluebar.e2e.run.browser import choose_browser
from bluebar.e2e.run.context import RunContext


@pytest.fixture(scope="session")
def base_url(running: RunContext) -> str:
    """The URL of the run's app."""
    return running.instance.base_url


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config, browser_name: str
) -> dict[str, Any]:
    """The arguments with which the run's browser is launched."""
    browser = choose_browser(
        engine=browser_name,
        channel=pytestconfig.getoption("--browser-channel"),
        headed=pytestconfig.getoption("--headed"),
    )
    chosen = browser.launch_arguments
    args = [*browser_type_launch_args.get("args", []), *chosen.pop("args")]  # type: ignore[misc]
    return {**browser_type_launch_args, **chosen, "args": args}
