"""What is asked of Odoo beside its pages, by what these call themselves, in a page's session.

Nothing that is judged comes from here: the count that is read stands on the page.
"""

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page

ODDITIES = "@oddity.example"
"""What stands in From or Message-ID of every odd message but two (fixtures/plan/odd_messages/)."""


def how_many_leads(page: Page) -> int:
    """Return how many there are, to see whether a fetch brought any."""
    found: int = _call(page, "crm.lead", "search_count", [])
    return found


def delete_what_came_for(page: Page, address: str) -> None:
    """Delete the incoming mail server, confirmed or not, and the leads that came with it.

    The leads of messages with neither From nor Message-ID stay: nothing tells whose they are.

    Raises:
        AssertionError: Odoo does not let us.
    """
    label = address.partition("@")[2].partition(".")[0]
    _delete(page, "fetchmail.server", [["name", "ilike", f"@{label}."]])
    for part in (f"@{label}.", ODDITIES):
        for field in ("email_from", "message_ids.message_id"):
            _delete(page, "crm.lead", [[field, "ilike", part]])


def _delete(page: Page, model: str, domain: list[Any]) -> None:
    _call(page, model, "unlink", _call(page, model, "search", domain))


def _call(page: Page, model: str, method: str, *args: Any) -> Any:
    params = {"model": model, "method": method, "args": args, "kwargs": {}}
    url = urljoin(page.url, f"/web/dataset/call_kw/{model}/{method}")
    answer = page.request.post(url, data={"jsonrpc": "2.0", "params": params}).json()
    if "error" in answer:
        raise AssertionError(f"Odoo says {answer['error']['data']['message']}")
    return answer["result"]
