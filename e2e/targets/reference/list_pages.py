"""The lists of contacts and messages of the reference app, on one page or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.protocol.list_capabilities import ListedContact, ListedMessage, ListPage
from bluebar.e2e.targets.reference.counts_in_text import one_count_in

_READ = """(main, columns) => {
  const labels = [...main.querySelectorAll('thead th')].map(cell => cell.innerText.trim());
  const indexes = columns.map(column => labels.indexOf(column));
  const read = cell => [cell.innerText.trim(), cell.querySelector('time')?.dateTime ?? ''];
  return {
    count: main.querySelector('.count').innerText,
    rows: [...main.querySelectorAll('tbody tr')].map(
      row => indexes.map(index => read(row.cells[index]))),
  };
}"""
"""JavaScript that reads the count above the table, and the cells of columns: one call is faster."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: the text that the cell shows.
        time: the time in the cell in ISO 8601; empty if the cell has no time.
    """

    text: str
    time: str


Cells = tuple[Cell, ...]


class ListedTable:
    """The page Contacts or Messages: a table under a heading."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.heading = page.get_by_role("heading", name=name, exact=True)
        self.links = page.get_by_role("navigation", name="Pages").get_by_role("link")

    def open(self) -> None:
        """Open the page by its URL, which is faster than a click; navigation is not under test."""
        address = urljoin(self.page.url, f"/{self.name.lower()}")
        self.page.goto(address, wait_until="domcontentloaded")
        expect(self.heading).to_be_visible()

    def get_pages(self, *columns: str) -> list[ListPage[Cells]]:
        """Return, for each page of the list, the count and the cells of these columns by row."""
        pages = [self._read_page(columns)]
        for number in range(2, self.links.count() + 1):
            self.links.nth(number - 1).click()
            self.page.wait_for_url(f"**?page={number}", wait_until="domcontentloaded")
            pages.append(self._read_page(columns))
        return pages

    def get_column(self, label: str) -> list[str]:
        """Return the texts of the column with this label, from top to bottom on all pages."""
        return [cell.text for page in self.get_pages(label) for (cell,) in page.rows]

    def _read_page(self, columns: Sequence[str]) -> ListPage[Cells]:
        # A click on a link to another page may still be loading it.
        self.page.wait_for_load_state("domcontentloaded")
        read = self.page.get_by_role("main").evaluate(_READ, list(columns))
        count = one_count_in(read["count"], self.name.removesuffix("s").lower())
        rows = tuple(tuple(Cell(*cell) for cell in cells) for cells in read["rows"])
        return ListPage(rows=rows, count=count)


def contact_pages(table: ListedTable) -> list[ListPage[ListedContact]]:
    """Return each page of Contacts."""
    return [
        ListPage(
            rows=tuple(
                ListedContact(address=address.text, name=name.text) for address, name in each.rows
            ),
            count=each.count,
        )
        for each in table.get_pages("Email address", "Name")
    ]


def message_pages(table: ListedTable) -> list[ListPage[ListedMessage]]:
    """Return each page of Messages."""
    return [
        ListPage(
            rows=tuple(
                ListedMessage(
                    subject=subject.text,
                    sender=sender.text,
                    received=datetime.fromisoformat(received.time),
                )
                for subject, sender, received in each.rows
            ),
            count=each.count,
        )
        for each in table.get_pages("Subject", "From", "Received")
    ]
