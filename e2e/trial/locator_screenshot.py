"""Take a screenshot of a page on which each element that a locator finds has the locator's name."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

MARK = """(elements, name) => elements.forEach((element, index) => {
    const box = element.getBoundingClientRect(), label = document.createElement("div");
    const many = elements.length > 1 ? ` ${index + 1} of ${elements.length}` : "";
    label.textContent = name + many;
    label.dataset.bluebar = "label";
    label.style.cssText = `position: absolute; inset: auto; margin: 0; border: 0; padding: 0 4px;
        top: ${box.top + scrollY - 17}px; font: bold 12px/16px sans-serif;
        color: #fff; background: #b3246b;`;
    element.style.outline = "2px solid #b3246b";
    document.documentElement.append(label);
    // A popover lies above a dialog, too.
    label.popover = "manual";
    label.showPopover();
    // At the right end: a form's own label is mostly above the left end.
    label.style.left = `${scrollX + Math.max(box.left, box.right - label.offsetWidth)}px`;
})"""
"""A script that outlines the found elements and labels each with a name.

Playwright's own highlight is not used, because it covers the value of a field.
"""

UNMARK = """elements => elements.forEach(element => {
    element.style.outline = "";
    document.querySelectorAll("[data-bluebar=label]").forEach(label => label.remove());
})"""
"""A script that removes outlines and labels, because a label may cover what is clicked next."""


def locator_screenshot(page: Page, locators: Mapping[str, Locator]) -> bytes:
    """Outline and label the elements that each locator finds; return a PNG of the whole page.

    Afterwards the page is as before.

    Args:
        page: the page.
        locators: the locators by name.
    """
    for name, locator in locators.items():
        locator.evaluate_all(MARK, name)
    picture = page.screenshot(full_page=True)
    for locator in locators.values():
        locator.evaluate_all(UNMARK)
    return picture
