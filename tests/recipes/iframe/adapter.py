"""A form in an iframe: all locators begin with the frame."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm, FormInput, Verdict, wait_for_verdict
from tests.recipes.usual import WORDING, UsualAdapter


class Iframe(UsualAdapter):
    name = "iframe"

    def open_connect_form(self, page: Page) -> ConnectForm:
        frame = page.frame_locator("iframe[title='Mail settings']")
        return ConnectForm(
            username=frame.get_by_label("User name"),
            password=frame.get_by_label("Password"),
            server=frame.get_by_label("Server"),
            port=frame.get_by_label("Port"),
            use_ssl=frame.get_by_label("Use SSL"),
            connect=frame.get_by_role("button", name="Connect"),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        frame = page.frame_locator("iframe[title='Mail settings']")
        return wait_for_verdict(
            connected=frame.locator("#result.good"),
            refused=frame.locator("#result.bad"),
            wording=WORDING,
            within=within,
        )
