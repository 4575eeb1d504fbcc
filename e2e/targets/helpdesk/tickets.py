"""Read django-helpdesk's list of tickets. Each counted message is a ticket."""

import re
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

TICKETS = "/tickets/"
PAGE_SIZE = 100
"""The number of tickets on a page of the list: the largest number that the page offers."""

NO_SUBJECT = "Comment from e-mail"
"""The title of a ticket for a message without a subject."""


def ticket_count(page: Page, within: float) -> int:
    """Open the list within `within` seconds; return the number of tickets shown below it."""
    return _count(_open(page, within))


def titles(page: Page, within: float) -> list[str]:
    """Open the list, each page within `within` seconds; return the titles on all pages."""
    info = _open(page, within)
    count = _count(info)
    page.get_by_label("entries per page").select_option(str(PAGE_SIZE))
    read: list[str] = []
    while True:
        first, last = len(read) + 1, min(len(read) + PAGE_SIZE, count)
        # The server computes each page of the list, so the target's own time-out is needed.
        wanted = f"Showing {first:,} to {last:,} of" if count else " 0 "
        expect(info).to_contain_text(wanted, timeout=within * 1000)
        shown = page.locator("#ticketTable .tickettitle a").all_inner_texts()
        read += [title_of(each) for each in shown]
        following = page.locator(".dt-paging-button:not(.disabled) .next")
        if not following.count():
            return read
        following.click()


def title_of(shown: str) -> str:
    """Return a ticket's title without its leading number; empty for a mail without a subject."""
    title = shown.partition(". ")[2]
    return "" if title == NO_SUBJECT else title


def _open(page: Page, within: float) -> Locator:
    """Open the list of tickets; return the line below the list, which contains their number."""
    page.goto(urljoin(page.url, TICKETS))
    info = page.locator(".dt-info")
    expect(info).to_contain_text(re.compile(r"entr"), timeout=within * 1000)
    return info


def _count(info: Locator) -> int:
    """Return the number of tickets in the line below the list."""
    found = re.search(r"of ([\d,]+) entr", info.inner_text())
    return int(found[1].replace(",", "")) if found else 0
