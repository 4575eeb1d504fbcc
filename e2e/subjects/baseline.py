"""The lists and counts that a user of a pool had before the test, so that only new ones count.

A user who was made for the test has an empty baseline.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

from bluebar.e2e.protocol.capabilities import (
    ListsAccounts,
    ListsContacts,
    ListsMessages,
    ShowsTotals,
)
from bluebar.e2e.protocol.target import Imported, Target

LISTS: Mapping[str, type] = {
    "accounts": ListsAccounts,
    "contacts": ListsContacts,
    "messages": ListsMessages,
}
"""By list of an app, the capability whose method of that name opens the list."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """Lists and counts before the test.

    Attributes:
        lists: by list, the number of times that each line was shown.
        totals: the counts of a target that counts all contacts and messages of a user.
    """

    lists: Mapping[str, Counter[str]] = field(default_factory=dict)
    totals: Imported = field(default=Imported(contacts=None, messages=None))

    @classmethod
    def seen_by(cls, target: Target, page: Page) -> "Baseline":
        """Open every list and count of the target."""
        shown = {what: listed(target, page, what) for what in LISTS}
        lists = {what: Counter(lines) for what, lines in shown.items() if lines is not None}
        if not isinstance(target, ShowsTotals):
            return cls(lists=lists)
        return cls(lists=lists, totals=target.totals(page))

    def new(self, what: str, shown: list[str]) -> list[str]:
        """Return the lines of a list that are new, or occur more often than before."""
        return list((Counter(shown) - self.lists.get(what, Counter())).elements())

    def new_counts(self, shown: Imported) -> Imported:
        """Return how much more is shown than before."""
        return Imported(
            contacts=_more(shown.contacts, self.totals.contacts),
            messages=_more(shown.messages, self.totals.messages),
        )


def listed(target: Target, page: Page, what: str) -> list[str] | None:
    """Return the lines of a list, e.g. "contacts"; None if the target has no such list."""
    if not isinstance(target, LISTS[what]):
        return None
    lines: list[str] = getattr(target, what)(page)
    return lines


def _more(now: int | None, before: int | None) -> int | None:
    return None if now is None else now - (before or 0)
