"""Read a list that an app shows on several pages."""

import re
from collections.abc import Iterator

from playwright.sync_api import Locator, expect


def texts_of_pages(
    texts: Locator, *, next_page: Locator, position: Locator, within: float
) -> list[str]:
    """Return the texts of a list on the page that is shown and on all later pages.

    Args:
        texts: the elements whose texts are wanted, e.g. the cells with the subjects.
        next_page: the control that leads to the next page. On the last page it is missing, hidden
            or disabled.
        position: the element with the numbers that differ from page to page, e.g. "1 to 50 of 1224"
            or "page 1 of 25". Its text changes when the app has drawn the page.
        within: the seconds in which the app must show each page.
    """
    pages = shown_pages(next_page=next_page, position=position, within=within)
    return [text for _ in pages for text in texts.all_inner_texts()]


def shown_pages(*, next_page: Locator, position: Locator, within: float) -> Iterator[None]:
    """Yield once for the page of a list that is shown, and once for each later page.

    When this iterator yields, the app shows the page. The arguments are those of `texts_of_pages`.
    """
    yield
    while next_page.count() and next_page.is_visible() and next_page.is_enabled():
        before = position.inner_text()
        next_page.click()
        expect(position).not_to_have_text(before, timeout=within * 1000)
        # While a page is loading, some apps show a text without a number, e.g. "Loading…".
        expect(position).to_contain_text(re.compile(r"\d"), timeout=within * 1000)
        yield
