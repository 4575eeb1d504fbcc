"""Toasts that say too much, and a refusal that stays until the next answer."""

from playwright.sync_api import Page

from bluebar.api import FormInput, NoVerdict, Verdict, wait_for_verdict, wait_visible
from tests.recipes.usual import WORDING, UsualAdapter


class Toasts(UsualAdapter):
    name = "toasts"

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
