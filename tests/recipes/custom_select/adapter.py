"""A list that is not a <select>: bluebar clicks it, and then the option of this name."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm
from tests.recipes.usual import UsualAdapter


class CustomSelect(UsualAdapter):
    name = "custom-select"

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_role("combobox", name="Security"),
            ssl_options=("SSL/TLS", "None"),
            starttls_option="STARTTLS",
            connect=page.get_by_role("button", name="Connect"),
        )
