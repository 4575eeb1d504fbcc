"""One box for scheme, server and port: `server_text` writes them together."""

from playwright.sync_api import Page

from bluebar.api import ConnectForm, FormInput
from tests.recipes.usual import UsualAdapter


def server_text(typed: FormInput) -> str:
    if not typed.server.strip():
        return typed.server  # A row leaves the box empty.
    return f"{'ssl://' if typed.use_ssl else ''}{typed.server}:{typed.port}"


class OneBox(UsualAdapter):
    name = "one-box"

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            server_text=server_text,
            has_starttls=False,
            connect=page.get_by_role("button", name="Connect"),
        )
