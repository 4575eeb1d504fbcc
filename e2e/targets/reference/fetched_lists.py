"""Read the lists of the reference app from the app's answers, without drawing their pages.

The page under test fetches the answers, so the browser sends them with the user's session, and the
trace contains them. This takes a tenth of the time of opening a page. Rows about counts, names and
dates read the pages (`list_pages`).
"""

from playwright.sync_api import Page

_READ = """async ({path, rows, cell}) => {
  const read = async address => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  };
  const first = await read(path);
  const others = [...first.querySelectorAll('nav.pager a:not([aria-current])')];
  const pages = [first, ...await Promise.all(others.map(
    link => read(path + link.getAttribute('href'))))];
  const found = pages.flatMap(page => [...page.querySelectorAll(rows)]);
  return found.map(row => row.querySelector(cell).textContent.trim());
}"""
"""JavaScript that returns the text of one element of each row, on all pages of a list."""


def fetch_accounts(page: Page) -> list[str]:
    """Return the addresses of the connected accounts, as Settings, Email shows them."""
    return _fetch(page, "/settings/email", rows="article.account", cell="h3")


def fetch_contacts(page: Page) -> list[str]:
    """Return the addresses of the contacts, as the page Contacts shows them."""
    return _fetch(page, "/contacts", rows="main tbody tr", cell="td:nth-child(2)")


def fetch_subjects(page: Page) -> list[str]:
    """Return the subjects of the messages, as the page Messages shows them."""
    return _fetch(page, "/messages", rows="main tbody tr", cell="td")


def _fetch(page: Page, path: str, *, rows: str, cell: str) -> list[str]:
    found: list[str] = page.evaluate(_READ, {"path": path, "rows": rows, "cell": cell})
    return found
