"""The usual adapter of a recipe's page. The adapter of each recipe has only what differs."""

from playwright.sync_api import Page

from bluebar.api import Adapter, ConnectForm, FormInput, Reason, Verdict, wait_for_verdict

WORDING = (
    ("password was refused", Reason.WRONG_CREDENTIALS),
    ("server was not found", Reason.HOST_NOT_FOUND),
)


class UsualAdapter(Adapter):
    """An adapter for a form with labels, whose answer stands below the form."""

    def open_connect_form(self, page: Page) -> ConnectForm:
        """Return the controls by their labels."""
        return ConnectForm(
            username=page.get_by_label("User name"),
            password=page.get_by_label("Password"),
            server=page.get_by_label("Server"),
            port=page.get_by_label("Port"),
            use_ssl=page.get_by_label("Use SSL"),
            connect=page.get_by_role("button", name="Connect", exact=True),
        )

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:  # noqa: ARG002
        """Return what the text below the form says."""
        return wait_for_verdict(
            connected=page.locator("#result.good"),
            refused=page.locator("#result.bad"),
            wording=WORDING,
            within=within,
        )
