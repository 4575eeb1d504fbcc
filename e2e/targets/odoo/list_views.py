"""The two lists of Odoo that are read: its incoming mail servers, and its leads."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.targets.odoo.wording import number


@dataclass(frozen=True)
class Listing:
    """One list: where it is, what it lists, and a column that the other has not."""

    path: str
    model: str
    column: str


SERVERS = Listing(
    "/odoo/action-mail.action_email_server_tree", "fetchmail.server", column="server_type"
)
LEADS = Listing(
    "/odoo/action-crm.crm_lead_opportunities?view_type=list", "crm.lead", column="email_from"
)


def open_list(page: Page, which: Listing) -> int:
    """Open a list, unless it is open; return how many lines it says that it has.

    Lines are not counted: one page shows 80, and a list of none is drawn with some of samples.
    """
    limit = page.locator(".o_pager_limit")
    if not page.locator(f"th[data-name={which.column}]").count():
        with page.expect_response(re.compile(f"/{which.model}/web_search_read")) as answer:
            page.goto(urljoin(page.url, which.path), wait_until="commit")
        # Until the answer has come the list is drawn as it was at the last visit.
        if there := answer.value.json()["result"]["length"]:
            expect(limit).to_have_text(f"{there:,}")
        else:
            expect(limit).to_have_count(0)
            page.locator(".o_view_nocontent").wait_for()
    return number(limit.inner_text()) if limit.count() else 0


def read_column(page: Page, which: Listing, name: str) -> list[str]:
    """Open a list, turn its pages, and return what stands in one column."""
    total = open_list(page, which)
    read: list[str] = []
    while len(read) < total:
        read += page.locator(f".o_data_row [name={name}]").all_inner_texts()
        if len(read) < total:
            page.locator(".o_pager_next").click()
            expect(page.locator(".o_pager_value")).to_contain_text(f"{len(read) + 1}-")
    return read
