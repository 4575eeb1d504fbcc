"""The page on which a person makes a user of the reference app."""

from playwright.sync_api import Page, expect

from e2e.targets.protocol import Person


class SignUpPage:
    """Sign-up: name, email address, password."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.name = page.get_by_label("Name")
        self.email = page.get_by_label("Email address")
        self.password = page.get_by_label("Password")
        self.create = page.get_by_role("button", name="Create account")

    def sign_up(self, base_url: str, person: Person) -> None:
        """Make the user and wait for their contacts, the first page after signing up."""
        self.page.goto(f"{base_url}/sign-up")
        self.name.fill(person.name)
        self.email.fill(person.email)
        self.password.fill(person.password)
        self.create.click()
        expect(self.page.get_by_role("heading", name="Contacts")).to_be_visible()
