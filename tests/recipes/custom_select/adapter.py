"""A list that is not a <select>: bluebar clicks it, and then the option of this name."""

from playwright.sync_api import Page

from bluebar.api import Adapter, ConnectForm, FormInput, Reason, Verdict, wait_for_verdict

WORDING = (
    ("password was refused", Reason.WRONG_CREDENTIALS),
    ("server was not found", Reason.HOST_NOT_FOUND),
)


class CustomSelect(Adapter):
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

    def verdict(self, page: Page, typed: FormInput, within: float) -> Verdict:
        return wait_for_verdict(
            connected=page.locator("#result.good"),
            refused=page.locator("#result.bad"),
            wording=WORDING,
            within=within,
        )
