"""Collect the URLs with a number on a user's pages, and request them as another user.

A number in a URL is usually the id of an object that belongs to one user, e.g. of an account.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bluebar.e2e.protocol.capabilities import CanBeEdited
from bluebar.e2e.steps.connected_account import open_the_lists, open_to_change
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User

NUMBERED = re.compile(r"[/=](\d+|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})(?=[/?&#]|$)", re.I)
"""A part of a path, or a value of a query, that is a number or a UUID."""

_REQUESTS = """() => {
  const found = [];
  for (const form of document.forms) {
    const fields = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v)]));
    for (const field of form.querySelectorAll('input[type=password]')) fields[field.name] = '';
    found.push({method: form.method.toUpperCase(), url: form.action, fields});
  }
  for (const element of document.querySelectorAll('body *')) {
    if (['FORM', 'IMG', 'SCRIPT', 'LINK'].includes(element.tagName)) continue;
    for (const {name, value} of element.attributes) {
      if (name === 'href' || (name.startsWith('data-') && value.startsWith('/')))
        found.push({method: 'GET', url: new URL(value, location.href).href, fields: {}});
    }
  }
  return found.filter(each => new URL(each.url).origin === location.origin);
}"""

_HIDDEN = """() => Object.fromEntries([...document.querySelectorAll('input[type=hidden]')]
  .map(input => [input.name, input.value]))"""


@dataclass(frozen=True, order=True)
class NumberedUrl:
    """A request of a link or a form on a page of the app, with a number in its URL.

    Attributes:
        method: GET or POST.
        url: the whole URL.
        fields: the fields of the form and their values, without passwords.
    """

    method: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        return f"{self.method} {parts.path}{'?' if parts.query else ''}{parts.query}"


def collect_numbered_urls(connection: Connection) -> list[NumberedUrl]:
    """Return the numbered URLs on the user's lists, the edit form, and each page linked from them.

    GET requests come first, because a POST request may remove what a GET request shows.
    """
    user = connection.user
    found: dict[NumberedUrl, None] = {}
    with user.attempt.phase("collect the URLs with a number"):
        for open_page in (open_the_lists, _open_accounts, _open_edit_form):
            open_page(connection)
            found |= dict.fromkeys(_offered(user.page))
        for each in [each for each in found if each.method == "GET"]:
            user.page.goto(each.url)
            found |= dict.fromkeys(_offered(user.page))
    return sorted(found)


def _open_accounts(connection: Connection) -> None:
    connection.user.new("accounts")


def _open_edit_form(connection: Connection) -> None:
    if isinstance(connection.user.target, CanBeEdited):
        open_to_change(connection)


def _offered(page: Page) -> Iterable[NumberedUrl]:
    for each in page.evaluate(_REQUESTS):
        url = each["url"].partition("#")[0]
        parts = urlsplit(url)
        if NUMBERED.search(f"{parts.path}?{parts.query}"):
            yield NumberedUrl(each["method"], url, each["fields"])


def hidden_fields(user: User) -> dict[str, str]:
    """Return the hidden fields of the user's current page, e.g. a CSRF token, by name."""
    fields: dict[str, str] = user.page.evaluate(_HIDDEN)
    return fields


def ask_for(user: User, url: NumberedUrl, hidden: Mapping[str, str]) -> str:
    """Send, as this user, a request from another user's page; return the page or the answer.

    Args:
        user: the user who sends the request.
        url: the request.
        hidden: this user's own hidden fields, which replace the other user's in a POST request.
    """
    if url.method == "GET":
        user.page.goto(url.url)
        return user.page.content()
    form = {name: hidden.get(name, value) for name, value in url.fields.items()}
    answer = user.page.request.post(url.url, form=dict(form), headers={"Referer": url.url})
    return answer.text()
