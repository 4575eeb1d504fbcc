"""The lists of contacts and messages of the reference app."""

from urllib.parse import urljoin

from playwright.sync_api import Page, expect


class ListPage:
    """The page Contacts or Messages: a table under a heading."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.heading = page.get_by_role("heading", name=name, exact=True)
        self.pages = page.get_by_role("navigation", name="Pages").get_by_role("link")

    def open(self) -> None:
        """Open the page by its URL, which is faster than a click; navigation is not under test."""
        address = urljoin(self.page.url, f"/{self.name.lower()}")
        self.page.goto(address, wait_until="domcontentloaded")
        expect(self.heading).to_be_visible()

    def get_column(self, label: str) -> list[str]:
        """Return the texts of the column with this label, from top to bottom on all pages."""
        cells = self._column_on_page(label)
        for number in range(2, self.pages.count() + 1):
            self.pages.filter(has_text=f"Page {number}").click()
            expect(self.pages.nth(number - 1)).to_have_attribute("aria-current", "page")
            cells += self._column_on_page(label)
        return cells

    def _column_on_page(self, label: str) -> list[str]:
        header = self.page.get_by_role("columnheader", name=label, exact=True)
        if not header.count():
            return []
        index = header.evaluate("cell => cell.cellIndex")
        cells: list[str] = self.page.get_by_role("main").evaluate(
            "(main, index) => [...main.querySelectorAll('tbody tr')]"
            ".map(row => row.cells[index].innerText.trim())",
            index,
        )
        return cells
