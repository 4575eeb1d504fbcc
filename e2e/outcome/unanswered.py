"""The error of an app that did not answer the browser before the click on Connect.

An earlier scenario may have blocked the app, so this error blames neither the adapter nor this
scenario.
"""

import re

from playwright.sync_api import Error as PlaywrightError

from bluebar.mailserver.errors import HarnessError


class AppDidNotAnswer(HarnessError):
    """The app did not answer in time, or refused the browser's connection."""


def did_not_answer(error: Exception) -> AppDidNotAnswer | None:
    """Return Playwright's error of a navigation as an error about the app; None for other errors.

    Args:
        error: an exception that was raised before the click on Connect.
    """
    said = str(error)
    is_navigation = isinstance(error, PlaywrightError) and said.startswith("Page.goto: ")
    if not is_navigation or not ("Timeout" in said or "net::ERR_" in said):
        return None
    where = re.search(r'navigating to "([^"]+)"| at (\S+)', said)
    return AppDidNotAnswer(
        wanted="the app to answer the browser before the test clicks Connect",
        happened=said.splitlines()[0].removeprefix("Page.goto: "),
        where=(where[1] or where[2]) if where else "the app",
        next_step="look whether the app still answers, and into its log: an earlier scenario may "
        "have blocked it. If it has few workers, start the app of the tests with more",
    )
