"""A list of several pages: `texts_of_pages` goes from page to page."""

from playwright.sync_api import Page

from bluebar.api import (
    Adapter,
    ConnectForm,
    FormInput,
    Reason,
    Verdict,
    texts_of_pages,
    wait_for_verdict,
)

WORDING = (
    ("password was refused", Reason.WRONG_CREDENTIALS),
    ("server was not found", Reason.HOST_NOT_FOUND),
)


class PagedList(Adapter):
    name = "paged-list"

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect"),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        return wait_for_verdict(
            connected=page.locator("#result.good"),
            refused=page.locator("#result.bad"),
            wording=WORDING,
            within=within,
        )

    def messages(self, page: Page) -> list[str]:
        page.reload()
        return texts_of_pages(
            page.locator(".subject"),
            next_page=page.get_by_role("button", name="Next page"),
            position=page.locator("#pager"),
            within=self.deadlines.sync,
        )
