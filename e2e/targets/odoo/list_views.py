"""Read Odoo's lists of incoming mail servers and of leads."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from bluebar.e2e.targets.odoo.wording import parse_number


@dataclass(frozen=True)
class ListView:
    """A list in Odoo.

    Attributes:
        path: the path in the URL of the list.
        model: the name of Odoo's model whose records the list shows.
        column: the name of a column that only this list has.
    """

    path: str
    model: str
    column: str


SERVERS = ListView(
    "/odoo/action-mail.action_email_server_tree", "fetchmail.server", column="server_type"
)
LEADS = ListView(
    "/odoo/action-crm.crm_lead_opportunities?view_type=list", "crm.lead", column="email_from"
)


def open_list(page: Page, which: ListView) -> int:
    """Open a list unless it is open; return the number of records that its pager shows.

    The rows cannot be counted instead: a page shows at most 80 rows, and an empty list shows sample
    rows.
    """
    limit = page.locator(".o_pager_limit")
    if not page.locator(f"th[data-name={which.column}]").count():
        with page.expect_response(re.compile(f"/{which.model}/web_search_read")) as answer:
            page.goto(urljoin(page.url, which.path), wait_until="commit")
        # Until the response arrives, the list shows the rows of the last visit.
        if count := answer.value.json()["result"]["length"]:
            expect(limit).to_have_text(f"{count:,}")
        else:
            expect(limit).to_have_count(0)
            page.locator(".o_view_nocontent").wait_for()
    return parse_number(limit.inner_text()) if limit.count() else 0


def read_column(page: Page, which: ListView, name: str) -> list[str]:
    """Open a list; return the texts of one column on all pages."""
    total = open_list(page, which)
    read: list[str] = []
    while len(read) < total:
        read += page.locator(f".o_data_row [name={name}]").all_inner_texts()
        if len(read) < total:
            page.locator(".o_pager_next").click()
            expect(page.locator(".o_pager_value")).to_contain_text(f"{len(read) + 1}-")
    return read
