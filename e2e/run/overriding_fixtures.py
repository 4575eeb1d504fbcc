"""Fixtures that replace fixtures of pytest-playwright in a run.

If two plugins have a fixture of the same name, pytest uses the fixture of the plugin that was
registered last. So `register_run` registers this module after all other plugins. A call of pytest
that is not a run, e.g. for bluebar's folder `tests`, keeps pytest-playwright's fixtures.
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
    browser_type_launch_args: dict[str, Any],
    pytestconfig: pytest.Config,
    browser_name: str,
    running: RunContext,
) -> dict[str, Any]:
    """The arguments with which pytest-playwright launches the run's browser."""
    browser = running.browser
    if browser_name != browser.engine:  # `--browser` was given more than once.
        browser = choose_browser(
            engine=browser_name,
            channel=pytestconfig.getoption("--browser-channel"),
            headed=pytestconfig.getoption("--headed"),
        )
    chosen = browser.launch_arguments
    args = [*browser_type_launch_args.get("args", []), *chosen.pop("args")]  # type: ignore[misc]
    return {**browser_type_launch_args, **chosen, "args": args}
