"""Toasts that say too much, and a refusal that stays until the next answer."""

from playwright.sync_api import Page

from bluebar.api import (
    Adapter,
    ConnectForm,
    FormInput,
    NoVerdict,
    Reason,
    Verdict,
    wait_for_verdict,
    wait_visible,
)

WORDING = (
    ("password was refused", Reason.WRONG_CREDENTIALS),
    ("server was not found", Reason.HOST_NOT_FOUND),
)


class Toasts(Adapter):
    name = "toasts"

    def open_connect_form(self, page: Page) -> ConnectForm:
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect", exact=True),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        # The button is called "Connecting…" until the answer is there.
        if not wait_visible(page.get_by_role("button", name="Connect", exact=True), within=within):
            return NoVerdict(within=within)
        return wait_for_verdict(
            connected=page.get_by_text("Mailbox connected").last,
            refused=page.locator("#error"),
            wording=WORDING,
            within=within,
        )
