"""A form in several steps: `show_field` goes to the step of each field."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm
from tests.recipes.usual import UsualAdapter


class Wizard(UsualAdapter):
    name = "wizard"

    def open_connect_form(self, page: Page) -> ConnectForm:
        page.reload()
        page.get_by_role("button", name="Other provider").click()
        username, server = page.get_by_label("User name"), page.get_by_label("Server")

        def show_field(field: str) -> None:
            if field in ("username", "password"):
                if not username.is_visible():
                    page.get_by_role("button", name="Back").click()
                return
            if username.is_visible():
                page.get_by_role("button", name="Next").click()
            if not server.is_visible():
                page.get_by_text("Advanced").click()

        return ConnectForm(
            username=username,
            password=page.get_by_label("Password"),
            server=server,
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect"),
            show_field=show_field,
        )
