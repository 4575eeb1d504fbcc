"""No field for the port, because the app uses 993 with SSL and 143 without; radio buttons."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm
from tests.recipes.usual import UsualAdapter


class NoPortField(UsualAdapter):
    name = "no-port-field"

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            fixed_ports=("993", "143"),
            use_ssl=page.get_by_role("group", name="Security"),
            ssl_options=("SSL/TLS", "None"),
            connect=page.get_by_role("button", name="Connect"),
        )
