"""Sign a user up to the reference app by an HTTP request, without opening the sign-up page.

The sign-up is not under test, and to show its page would take a tenth of the time of a quick test.
"""

import re
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.protocol.target import AppUser
from bluebar.e2e.targets.reference.connect_form import ImapFormPage
from bluebar.mailserver.errors import HarnessError

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class NotSignedUp(HarnessError):
    """The reference app did not accept a new user."""


def sign_up(page: Page, base_url: str, person: AppUser) -> None:
    """Sign the user up in the page's browser context, and open the form, which most tests need.

    Raises:
        NotSignedUp: the app did not redirect to the contacts.
    """
    url = f"{base_url}/sign-up"
    # The request shares its cookies with the browser context, so the page is signed in, too.
    request = page.context.request
    token = TOKEN.search(request.get(url).text())
    csrf = token[1] if token else ""
    form = {"name": person.name, "email": person.email, "password": person.password, "csrf": csrf}
    answer = request.post(url, form=form, max_redirects=0)
    location = urljoin(url, answer.headers.get("location", ""))
    if location != f"{base_url}/contacts":
        raise NotSignedUp(
            wanted=f"to sign {person.email} up",
            happened=f"the app answered {answer.status} and redirected to {location}",
            where=url,
            next_step="sign up at this URL by hand, and read the app's log",
            output=answer.text(),
        )
    page.goto(f"{base_url}/settings/email/imap", wait_until="domcontentloaded")
    expect(ImapFormPage(page).heading).to_be_visible()
