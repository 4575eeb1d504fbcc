"""A list of several pages: `texts_of_pages` goes from page to page."""

from playwright.sync_api import Page

from bluebar.api import texts_of_pages
from tests.recipes.usual import UsualAdapter


class PagedList(UsualAdapter):
    name = "paged-list"

    def messages(self, page: Page) -> list[str]:
        page.reload()
        return texts_of_pages(
            page.locator(".subject"),
            next_page=page.get_by_role("button", name="Next page"),
            position=page.locator("#pager"),
            within=self.deadlines.sync,
        )
