"""Open a page in a browser, and print what a `BrowserRecord` recorded as JSON.

    python -m tests.e2e.browser_places URL

A separate process, because sync Playwright leaves a running event loop, which breaks other tests of
the same process.
"""

import json
import sys
from typing import Any

from playwright.sync_api import expect, sync_playwright

from bluebar.e2e.environment.browser_record import BrowserRecord
from bluebar.e2e.run.browser import choose_browser


def main(url: str) -> None:
    """Open the page, follow its link, and wait for a page that says "The end"."""
    with sync_playwright() as playwright:
        launch: dict[str, Any] = choose_browser().launch_arguments
        context = playwright.chromium.launch(**launch).new_context()
        record = BrowserRecord(context)
        page = context.new_page()
        context.new_page()  # an empty page has no storage to read
        page.goto(url)
        page.get_by_role("link", name="Ready").click()
        expect(page.get_by_text("The end")).to_be_visible()
        read = {"places": list(record.places()), "not read": record.not_read}
    sys.stdout.write(json.dumps(read))


if __name__ == "__main__":
    main(sys.argv[1])
