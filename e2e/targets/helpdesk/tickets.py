"""The list of tickets, which is what is counted; one page of it shows a hundred at most."""

import re
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

TICKETS = "/tickets/"
A_PAGE = 100
"""Tickets on a page of the list: the most that it offers."""

NO_SUBJECT = "Comment from e-mail"
"""What a ticket is called whose message has no subject."""


def how_many(page: Page, within: float) -> int:
    """Open the list, in `within` seconds at most, and read below it how many tickets there are."""
    return _count(_open(page, within))


def titles(page: Page, within: float) -> list[str]:
    """Open the list, in `within` seconds at most, and read the titles on all of its pages."""
    info = _open(page, within)
    count = _count(info)
    page.get_by_label("entries per page").select_option(str(A_PAGE))
    read: list[str] = []
    while True:
        first, last = len(read) + 1, min(len(read) + A_PAGE, count)
        expect(info).to_contain_text(f"Showing {first:,} to {last:,} of" if count else " 0 ")
        shown = page.locator("#ticketTable .tickettitle a").all_inner_texts()
        read += [title_of(each) for each in shown]
        following = page.locator(".dt-paging-button:not(.disabled) .next")
        if not following.count():
            return read
        following.click()


def title_of(shown: str) -> str:
    """Return a ticket's title without the number in front."""
    title = shown.partition(". ")[2]
    return "" if title == NO_SUBJECT else title


def _open(page: Page, within: float) -> Locator:
    """Open the list, and return the line below it."""
    page.goto(urljoin(page.url, TICKETS))
    info = page.locator(".dt-info")
    expect(info).to_contain_text(re.compile(r"entr"), timeout=within * 1000)
    return info


def _count(info: Locator) -> int:
    """Return how many tickets the line below their list tells of."""
    told = re.search(r"of ([\d,]+) entr", info.inner_text())
    return int(told[1].replace(",", "")) if told else 0
