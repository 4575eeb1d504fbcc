"""Fields without labels: by placeholder, test id, attribute, and the text beside them."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm
from tests.recipes.usual import UsualAdapter


class NoLabels(UsualAdapter):
    name = "no-labels"

    def open_connect_form(self, page: Page) -> ConnectForm:
        secure = page.locator("div", has_text="Secure connection").last
        return ConnectForm(
            username=page.get_by_placeholder("you@company.com"),
            password=page.get_by_placeholder("Password"),
            server=page.get_by_test_id("imap-host"),
            port=page.locator("[name=imapPort]"),
            # The id mui-41 is another one at the next start, so it is in no locator.
            use_ssl=secure.get_by_role("checkbox"),
            connect=page.get_by_text("Go on", exact=True),
        )
