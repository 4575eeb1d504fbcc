"""Web components: locators find fields in open shadow roots, and text in the inner element."""

from playwright.sync_api import Page

from bluebar.api import Adapter, ConnectForm, FormInput, Reason, Verdict, wait_for_verdict

WORDING = (
    ("password was refused", Reason.WRONG_CREDENTIALS),
    ("server was not found", Reason.HOST_NOT_FOUND),
)


class ShadowDom(Adapter):
    name = "shadow-dom"

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
            connected=page.locator("mail-form .ok"),
            # The text of x-alert itself is empty: the text is in its shadow root.
            refused=page.locator("x-alert span"),
            wording=WORDING,
            within=within,
        )
