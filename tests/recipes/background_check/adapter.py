"""A form that saves at once, and a check in the background whose result appears in a list."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm, FormInput, Verdict, wait_for_verdict
from tests.recipes.usual import WORDING, UsualAdapter


class BackgroundCheck(UsualAdapter):
    name = "background-check"

    def open_connect_form(self, page: Page) -> ConnectForm:
        page.get_by_role("button", name="Add account").click()
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Save"),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        # The newest account is the first of the list. "Checking…" is neither a confirmation nor a
        # refusal, so the wait goes on.
        status = page.get_by_role("listitem").first.locator("i")
        return wait_for_verdict(
            connected=status.filter(has_text="Connected"),
            refused=status.filter(has_not_text="Checking…").filter(has_not_text="Connected"),
            wording=WORDING,
            within=within,
        )
