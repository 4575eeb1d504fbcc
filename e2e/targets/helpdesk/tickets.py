"""Read django-helpdesk's list of tickets. Each counted message is a ticket."""

import re
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page, expect

from bluebar.e2e.protocol.list_capabilities import ListedMessage, ListPage

TICKETS = "/tickets/"
PAGE_SIZE = 100
"""The number of tickets on a page of the list: the largest number that the page offers."""

NO_SUBJECT = "Comment from e-mail"
"""The title of a ticket for a message without a subject."""

ROWS = "#ticketTable tbody tr"

READ_ROWS = """(rows, submitter) => rows.map(row => ({
  title: row.querySelector('.tickettitle a').innerText,
  submitter: row.cells[submitter].innerText,
}))"""
"""Read the title and the submitter of each row; the argument is the number of the column."""


def ticket_count(page: Page, within: float) -> int:
    """Open the list within `within` seconds; return the number of tickets shown below it."""
    return _count(_open(page, within))


def pages(page: Page, within: float) -> list[ListPage[ListedMessage]]:
    """Open the list, each page within `within` seconds; return the tickets of each page."""
    info = _open(page, within)
    count = _count(info)
    page.get_by_label("entries per page").select_option(str(PAGE_SIZE))
    read: list[ListPage[ListedMessage]] = []
    while True:
        first = len(read) * PAGE_SIZE + 1
        last = min(first + PAGE_SIZE - 1, count)
        # The server computes each page of the list, so the target's own time-out is needed.
        wanted = f"Showing {first:,} to {last:,} of" if count else " 0 "
        expect(info).to_contain_text(wanted, timeout=within * 1000)
        read.append(ListPage(rows=_rows(page) if count else (), count=_count(info)))
        following = page.locator(".dt-paging-button:not(.disabled) .next")
        if not following.count():
            return read
        following.click()


def _rows(page: Page) -> tuple[ListedMessage, ...]:
    """Return the tickets of the shown page: their titles, and the addresses of the submitters."""
    submitter = page.get_by_role("columnheader", name="Submitter").evaluate("it => it.cellIndex")
    shown = page.locator(ROWS).evaluate_all(READ_ROWS, submitter)
    return tuple(
        ListedMessage(subject=title_of(each["title"]), sender=each["submitter"]) for each in shown
    )


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
