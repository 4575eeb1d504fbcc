"""The reference app with a pool of two existing users, with and without clean-up."""

from collections.abc import Sequence
from typing import Literal

from playwright.sync_api import Page, expect

from bluebar.e2e.protocol.target import AppUser, Instance
from bluebar.e2e.targets.env_credentials import from_environment
from bluebar.e2e.targets.reference.adapter import Reference
from bluebar.e2e.targets.reference.settings_page import EmailSettingsPage

PASSWORD = "KITH_PASSWORD"


class PooledKith(Reference):
    """The reference app, in which a test's imports stay with the user."""

    name = "reference, as a pool"
    users: Literal["made", "pool"] = "pool"

    def pool(self) -> Sequence[AppUser]:
        password = from_environment(PASSWORD)
        return [
            AppUser(name=name, email=f"{name.lower()}@kontor.test", password=password)
            for name in ("Ute", "Omar")
        ]

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:
        page.goto(f"{instance.base_url}/sign-in")
        page.get_by_label("Email address").fill(person.email)
        page.get_by_label("Password").fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_visible()


class CleanedKith(PooledKith):
    """Disconnecting an account removes its imports."""

    name = "reference, as a pool that is cleaned up"

    def clean_up(self, page: Page, address: str) -> None:
        settings = EmailSettingsPage(page)
        settings.open()
        if settings.card(address).disconnect.is_visible():
            self.disconnect(page, address)
