"""Remove the data that a test added to a user of a pool, and end the syncs of a test."""

from collections.abc import Collection, Iterable

from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.protocol.capabilities import CanBeDisconnected, ListsAccounts
from bluebar.e2e.protocol.user_capabilities import CleansUp, ShowsTotals
from bluebar.e2e.subjects.baseline import LISTS
from bluebar.e2e.subjects.user import User


def clean_up(user: User, front_page: str, addresses: Iterable[str]) -> list[str]:
    """Let the target remove the data of the test's mailboxes; return a line for each item left.

    An error during the clean-up is returned as a line, too, and not raised: the error must not
    change the test's result.

    Args:
        user: a user who was taken from a pool.
        front_page: the address of the app's front page.
        addresses: the addresses of the test's mailboxes.
    """
    remaining: list[str] = []
    try:
        if isinstance(user.target, CleansUp):
            for address in addresses:
                user.page.goto(front_page, wait_until="domcontentloaded")
                user.target.clean_up(user.page, address)
    except (PlaywrightError, AssertionError) as error:
        remaining.append(f"the clean-up failed: {_first_line(error)}")
    try:
        user.page.goto(front_page, wait_until="domcontentloaded")
        return remaining + _remaining(user)
    except (PlaywrightError, AssertionError) as error:
        return [*remaining, f"what remains could not be read: {_first_line(error)}"]


def end_syncs(user: User, front_page: str, addresses: Collection[str]) -> list[str]:
    """Let the target disconnect the test's mailboxes, so that it does not sync them any more.

    Args:
        user: a user of the test.
        front_page: the address of the app's front page.
        addresses: the addresses of the test's mailboxes.

    Returns:
        A line for an error, which does not change the test's result; else an empty list.
    """
    target, page = user.target, user.page
    try:
        page.goto(front_page, wait_until="domcontentloaded")
        if isinstance(target, CleansUp):
            for address in addresses:
                target.clean_up(page, address)
        elif isinstance(target, ListsAccounts) and isinstance(target, CanBeDisconnected):
            for address in {*target.accounts(page)} & {*addresses}:
                target.disconnect(page, address)
    except (PlaywrightError, AssertionError) as error:
        return [f"a mailbox may still be connected: {_first_line(error)}"]
    return []


def _remaining(user: User) -> list[str]:
    lines = [f"{what.removesuffix('s')}: {line}" for what in LISTS for line in user.new(what) or ()]
    if isinstance(user.target, ShowsTotals):
        more = user.baseline.new_counts(user.target.totals(user.page))
        counts = {"contacts": more.contacts, "messages": more.messages}
        lines += [f"{number} {what}" for what, number in counts.items() if number]
    return [f"{line} (of {user.person.email})" for line in lines]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
