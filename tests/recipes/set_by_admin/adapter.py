"""Signing in connects the mailbox; an administrator has set the server before."""

from urllib.parse import urljoin

from playwright.sync_api import Page

from bluebar.api import ConnectForm, FormInput, Instance
from tests.recipes.usual import UsualAdapter


def an_address(typed: FormInput) -> str:
    return typed.username if "@" in typed.username else typed.email_address


class SetByAdmin(UsualAdapter):
    name = "set-by-admin"
    signing_in_connects = True

    def arrange(self, page: Page, instance: Instance, typed: FormInput) -> None:
        settings = {"server": typed.server, "port": typed.port, "ssl": typed.use_ssl}
        answer = page.request.post(urljoin(instance.base_url, "/admin"), data=settings)
        assert answer.ok

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("Email address"),
            username_text=an_address,
            password=page.get_by_label("Password"),
            connect=page.get_by_role("button", name="Sign in"),
        )
