"""How a person becomes a user of the reference app.

The form is sent without drawing its page: who somebody is, is not what is tested, and a page less
to draw is a tenth of a quick test.
"""

import re
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.protocol.target import AppUser
from bluebar.e2e.targets.reference.settings_page import EmailSettingsPage
from bluebar.mailserver.errors import HarnessError

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class NotSignedUp(HarnessError):
    """The reference app did not take a new user."""


def sign_up(page: Page, base_url: str, person: AppUser) -> None:
    """Make the user in the page's browser context, and open Settings, Email.

    Raises:
        NotSignedUp: the app did not lead to their contacts.
    """
    url = f"{base_url}/sign-up"
    # Its cookies are the context's: the page is signed in with it.
    request = page.context.request
    token = TOKEN.search(request.get(url).text())
    csrf = token[1] if token else ""
    form = {"name": person.name, "email": person.email, "password": person.password, "csrf": csrf}
    answer = request.post(url, form=form, max_redirects=0)
    leads_to = urljoin(url, answer.headers.get("location", ""))
    if leads_to != f"{base_url}/contacts":
        raise NotSignedUp(
            wanted=f"to sign {person.email} up",
            happened=f"the app answered {answer.status} and led to {leads_to}",
            where=url,
            next_step="sign up there by hand, and read the app's log",
            output=answer.text(),
        )
    page.goto(f"{base_url}/settings/email", wait_until="domcontentloaded")
    expect(EmailSettingsPage(page).connect_heading).to_be_visible()
