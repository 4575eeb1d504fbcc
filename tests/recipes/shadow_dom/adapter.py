"""Web components: locators find fields in open shadow roots, and text in the inner element."""

from playwright.sync_api import Page

from bluebar.api import FormInput, Verdict, wait_for_verdict
from tests.recipes.usual import WORDING, UsualAdapter


class ShadowDom(UsualAdapter):
    name = "shadow-dom"

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        return wait_for_verdict(
            connected=page.locator("mail-form .ok"),
            # The text of x-alert itself is empty: the text is in its shadow root.
            refused=page.locator("x-alert span"),
            wording=WORDING,
            within=within,
        )
