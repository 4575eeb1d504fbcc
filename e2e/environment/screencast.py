"""Decide which tests record a screencast, and take it out of the trace of all others.

pytest-playwright starts each trace with a screencast. The report shows a few of its frames and
removes the rest, but every frame costs the browser and Playwright time while the test runs. So one
row of each test keeps the screencast, and shows the browser after each phase. Any other row shows
the browser at the verdict and at a failure, by screenshots.
"""

import pytest
from playwright.sync_api import BrowserContext

from bluebar.e2e.scenarios.model import rows_of_test


def has_screencast(item: pytest.Item) -> bool:
    """Return whether a test records a screencast, if it records a trace.

    These are the first row of each test of bluebar's suite, and all other tests.
    """
    declared = rows_of_test(getattr(item, "function", None))
    callspec = getattr(item, "callspec", None)
    return declared is None or callspec is None or callspec.params["scenario"] is declared.rows[0]


def remove_screencast(context: BrowserContext, title: str) -> None:
    """Start the trace of a new browser context again, without a screencast.

    pytest-playwright has no option for this, and stops the trace at the end of the test.

    Args:
        context: the context, whose trace has nothing in it yet.
        title: the title of the trace.
    """
    context.tracing.stop()
    context.tracing.start(title=title, snapshots=True, sources=True)
