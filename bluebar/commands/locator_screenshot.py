"""A picture of a page on which each locator of an adapter is outlined and named."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

MARK = """(elements, name) => elements.forEach((element, index) => {
    const box = element.getBoundingClientRect(), label = document.createElement("div");
    const many = elements.length > 1 ? ` ${index + 1} of ${elements.length}` : "";
    label.textContent = name + many;
    label.style.cssText = `position: absolute; inset: auto; margin: 0; border: 0; padding: 0 4px;
        top: ${box.top + scrollY - 17}px; font: bold 12px/16px sans-serif;
        color: #fff; background: #b3246b;`;
    element.style.outline = "2px solid #b3246b";
    document.documentElement.append(label);
    // A popover lies above a dialog, too.
    label.popover = "manual";
    label.showPopover();
    // At the right end: what a form calls the field mostly stands above the left one.
    label.style.left = `${scrollX + Math.max(box.left, box.right - label.offsetWidth)}px`;
})"""
"""Done by hand, because Playwright's own highlight covers what a field holds."""


def locator_screenshot(page: Page, locators: Mapping[str, Locator]) -> bytes:
    """Mark what each locator finds, by its name, and return a PNG of the whole page."""
    for name, locator in locators.items():
        locator.evaluate_all(MARK, name)
    return page.screenshot(full_page=True)
