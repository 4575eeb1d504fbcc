"""Contacts and messages of the reference app: what came in, item by item."""

from urllib.parse import urljoin

from playwright.sync_api import Page, expect


class ListPage:
    """A page that lists items in one column under a heading: Contacts or Messages."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.heading = page.get_by_role("heading", name=name, exact=True)
        self.pages = page.get_by_role("navigation", name="Pages").get_by_role("link")

    def open(self) -> None:
        """Go there by its address: the way is not what is tested, and a click takes longer."""
        address = urljoin(self.page.url, f"/{self.name.lower()}")
        self.page.goto(address, wait_until="domcontentloaded")
        expect(self.heading).to_be_visible()

    def get_column(self, label: str) -> list[str]:
        """Read one column once, top to bottom and page by page, as it is shown."""
        cells = self._column_here(label)
        for number in range(2, self.pages.count() + 1):
            self.pages.filter(has_text=f"Page {number}").click()
            expect(self.pages.nth(number - 1)).to_have_attribute("aria-current", "page")
            cells += self._column_here(label)
        return cells

    def _column_here(self, label: str) -> list[str]:
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
