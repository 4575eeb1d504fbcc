"""Take back what a test brought to a user of a pool, and tell what stayed behind."""

from collections.abc import Iterable

from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.protocol.capabilities import CleansUp, ShowsTotals
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.user import User


def clean_up(user: User, front_page: str, addresses: Iterable[str]) -> list[str]:
    """Let the target take back what came from these accounts; return what stayed, a line each.

    Whatever goes wrong with it is such a line too: it says nothing of the test.

    Args:
        user: from a pool.
        front_page: where the app begins.
        addresses: of the test's mailboxes.
    """
    stayed: list[str] = []
    try:
        if isinstance(user.target, CleansUp):
            for address in addresses:
                user.page.goto(front_page, wait_until="domcontentloaded")
                user.target.clean_up(user.page, address)
    except (PlaywrightError, AssertionError) as error:
        stayed.append(f"the clean-up broke off: {_first_line(error)}")
    try:
        user.page.goto(front_page, wait_until="domcontentloaded")
        return stayed + _what_stayed(user)
    except (PlaywrightError, AssertionError) as error:
        return [*stayed, f"nobody could look what stayed: {_first_line(error)}"]


def _what_stayed(user: User) -> list[str]:
    lines = [f"{what.removesuffix('s')}: {line}" for what in LISTS for line in user.new(what) or ()]
    if isinstance(user.target, ShowsTotals):
        more = user.before.new_counts(user.target.totals(user.page))
        counts = {"contacts": more.contacts, "messages": more.messages}
        lines += [f"{number} {what}" for what, number in counts.items() if number]
    return [f"{line} (of {user.person.email})" for line in lines]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
