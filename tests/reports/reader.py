"""Read a report in a browser, and print its contents as JSON.

    python -m tests.reports.reader read ADDRESS SCENARIO…
    python -m tests.reports.reader trace FILE               # make a trace to be read

This is a separate process, because sync Playwright leaves a running event loop, which breaks other
tests of the same process.
"""

import json
import sys
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bluebar.e2e.run.browser import choose_browser


def read(page: Page, address: str, scenarios: list[str]) -> dict[str, Any]:
    """Return the contents of the list, and of the page of each scenario."""
    page.goto(address)
    expect(page.get_by_role("listitem").first).to_be_visible()
    seen: dict[str, Any] = {
        "title": page.title(),
        "headings": page.locator(".chip-header").all_inner_texts(),
        "listed": page.locator(".test-file-title").all_inner_texts(),
        "labels": page.locator(".test-file-test .label").all_inner_texts(),
        "counters": page.locator(".subnav-item").all_inner_texts(),
        "note": page.locator("#as-a-file").is_visible(),
        "ran": page.evaluate("window.ran || ''"),
        "pages": {},
        "addresses": {},
    }
    page.get_by_role("navigation").get_by_text("Skipped").click()
    expect(page.get_by_test_id("filtered-tests-count")).to_be_visible()
    seen["skipped"] = page.locator(".test-file-test .label").all_inner_texts()
    for scenario in scenarios:
        page.goto(address)
        page.get_by_role("link").filter(has_text=f"› {scenario}").first.click()
        expect(page.locator(".header-title")).to_have_text(scenario)
        seen["pages"][scenario] = look_at(page)
        seen["addresses"][scenario] = page.url
    return seen


def look_at(page: Page) -> dict[str, Any]:
    """Return the contents of a test's page, with open attachments."""
    attachments = page.locator(".test-result details")
    attachments.evaluate_all("all => all.forEach(each => { each.open = true; })")
    pictures = page.locator("img.screenshot")
    links = page.locator(".test-case-annotation a")
    tabs = page.get_by_role("tab")
    return {
        "tabs": tabs.all_inner_texts(),
        "text": page.locator(".htmlreport").inner_text(),
        "links": links.evaluate_all("all => all.map(each => each.href)"),
        "pictures": pictures.evaluate_all("all => all.map(each => each.naturalWidth)"),
        "sections": page.locator(".test-result .chip-header").all_inner_texts(),
    }


def open_trace(page: Page, address: str, scenario: str) -> dict[str, Any]:
    """Return the actions in the trace viewer, which a link in the list opens."""
    page.goto(address)
    row = page.get_by_role("listitem").filter(has_text=f"› {scenario}")
    row.get_by_title("View Trace").click()
    if page.url.startswith("file:"):
        return {"asked": "asked" in (page.locator("#as-a-file").get_attribute("class") or "")}
    actions = page.get_by_role("treeitem")
    expect(actions.first).to_be_visible()
    return {"actions": actions.all_inner_texts()}


def main(task: str, place: str, *scenarios: str) -> None:
    """Print the contents, or write a trace of one click."""
    troubles: list[str] = []
    with sync_playwright() as playwright:
        launch: dict[str, Any] = choose_browser().launch_arguments
        context = playwright.chromium.launch(**launch).new_context()
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if task == "trace":
            context.tracing.start(snapshots=True)
            page.set_content("<button>Connect</button>")
            page.get_by_role("button").click()
            context.tracing.stop(path=place)
            return
        seen = read(page, place, list(scenarios))
        seen["trace"] = open_trace(page, place, scenarios[0])
    sys.stdout.write(json.dumps(seen | {"troubles": troubles}))


if __name__ == "__main__":
    main(*sys.argv[1:])
