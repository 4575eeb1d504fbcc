"""Stop a page that still waits for an answer of the app, so that the page can be read."""

from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

READABLE = 1_000
"""The maximum milliseconds in which a page that is not waiting can be read."""


def stop_loading(page: Page) -> bool:
    """Stop a page that still waits for an answer of the app; return whether the page was waiting.

    While a browser waits for the answer to a form that it has sent, Playwright's methods without a
    time-out, e.g. `Page.evaluate`, wait too. If the answer never comes, the methods never return.
    Call this function before such a method if the app may not have answered.
    """
    try:
        page.locator("html").wait_for(state="attached", timeout=READABLE)
    except PlaywrightTimeout:
        pass
    else:
        return False
    try:
        page.context.new_cdp_session(page).send("Page.stopLoading")
    except Error:  # only Chromium has this command
        page.goto("about:blank")
    return True
