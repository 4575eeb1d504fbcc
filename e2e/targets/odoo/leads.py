"""Call Odoo's JSON-RPC methods in the session of a browser page, as Odoo's own pages do.

bluebar judges only values from the pages, never from these calls.
"""

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page

ODDITIES = "@oddity.example"
"""A part of the From or the Message-ID of each odd message (fixtures/plan/odd_messages/).

Two odd messages have neither a From nor a Message-ID."""


def lead_count(page: Page) -> int:
    """Return the number of leads. Two such numbers show whether a fetch has added leads."""
    found: int = _call(page, "crm.lead", "search_count", [])
    return found


def delete_imported(page: Page, address: str) -> None:
    """Delete the incoming mail server of an address, confirmed or not, and the leads from its mail.

    Leads of messages with neither From nor Message-ID remain, because they contain no address.

    Raises:
        AssertionError: Odoo refuses a call.
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
        raise AssertionError(
            f"Odoo refused to call {model}.{method}: {answer['error']['data']['message']}"
        )
    return answer["result"]
