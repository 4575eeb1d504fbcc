"""The IMAP form of the reference app, for a new account and for editing one."""

from playwright.sync_api import Locator, Page

from bluebar.e2e.protocol.target import ConnectForm


class ImapFormPage:
    """The page *Connect an IMAP account*.

    The fields are found by the labels of the help article (S9 to S11 in docs/article.md).
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.get_by_role("heading", name="Connect an IMAP account")
        self.email_address = page.get_by_label("Email address")
        self.username = page.get_by_label("Username")
        self.password = page.get_by_label("Email password")
        self.server = page.get_by_label("IMAP server")
        self.port = page.get_by_label("Port", exact=True)
        self.use_ssl = page.get_by_label("Use SSL")
        self.connect = page.get_by_role("button", name="Connect", exact=True)
        self.save = page.get_by_role("button", name="Save", exact=True)
        # Only the alert above the form: an account's card may show an alert about a failed sync.
        self.alert = page.locator("section", has=self.password).get_by_role("alert")
        self.alert_title = self.alert.locator("strong")
        self.field_errors = page.locator(".field-error")
        self.other_form_offer = self.alert.get_by_role("button", name="Try ")

    def is_empty(self) -> bool:
        """Say whether the page shows this form, and no user name is typed."""
        return self.heading.is_visible() and not self.username.input_value()

    @staticmethod
    def get_error_of(field: Locator) -> str:
        """Return the error at a field, as the page shows it now.

        The error is empty if the field is not marked as invalid.
        """
        if field.get_attribute("aria-invalid") != "true":
            return ""
        ids = (field.get_attribute("aria-describedby") or "").split()
        errors = (field.page.locator(f".field-error[id='{each}']") for each in ids)
        return " ".join(text for error in errors for text in error.all_inner_texts())

    def as_form(self, submit: Locator) -> ConnectForm:
        """Return the form's controls for bluebar's steps; `submit` is the button to click."""
        return ConnectForm(
            email_address=self.email_address,
            username=self.username,
            password=self.password,
            server=self.server,
            port=self.port,
            use_ssl=self.use_ssl,
            connect=submit,
        )
