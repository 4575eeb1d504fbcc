"""The lists and counts that the app showed to a user before the test.

bluebar subtracts this baseline from what the app shows later, so that a test judges only what is
new. A user who was made for the test has an empty baseline.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

from bluebar.e2e.protocol.capabilities import ListsAccounts, ListsContacts, ListsMessages
from bluebar.e2e.protocol.target import Imported, Target
from bluebar.e2e.protocol.user_capabilities import ShowsTotals

LISTS: Mapping[str, type] = {
    "accounts": ListsAccounts,
    "contacts": ListsContacts,
    "messages": ListsMessages,
}
"""The lists of an app, each with its capability.

The capability has a method with the list's name, which opens the list.
"""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The lists and counts that the app showed to a user before the test.

    Attributes:
        lists: the number of times that each line was on a list, by the list's name.
        totals: the counts of all contacts and messages of the user, if the app shows them.
    """

    lists: Mapping[str, Counter[str]] = field(default_factory=dict)
    totals: Imported = field(default=Imported(contacts=None, messages=None))

    @classmethod
    def seen_by(cls, target: Target, page: Page) -> "Baseline":
        """Open every list and every page of totals that the app has; return what they show."""
        shown = {what: listed(target, page, what) for what in LISTS}
        lists = {what: Counter(lines) for what, lines in shown.items() if lines is not None}
        if not isinstance(target, ShowsTotals):
            return cls(lists=lists)
        return cls(lists=lists, totals=target.totals(page))

    def new(self, what: str, shown: list[str]) -> list[str]:
        """Return the lines that a list shows now and did not show before the test.

        A line that the list shows more often than before is returned once for each new occurrence.

        Args:
            what: the name of the list, e.g. "contacts".
            shown: the lines that the list shows now.
        """
        return list((Counter(shown) - self.lists.get(what, Counter())).elements())

    def new_counts(self, shown: Imported) -> Imported:
        """Return the counts that the app shows now, minus the counts from before the test."""
        return Imported(
            contacts=_more(shown.contacts, self.totals.contacts),
            messages=_more(shown.messages, self.totals.messages),
        )


def listed(target: Target, page: Page, what: str) -> list[str] | None:
    """Open a list of the app, e.g. "contacts", and return its lines.

    Returns:
        The lines, or None if the app has no such list.
    """
    if not isinstance(target, LISTS[what]):
        return None
    lines: list[str] = getattr(target, what)(page)
    return lines


def _more(now: int | None, before: int | None) -> int | None:
    return None if now is None else now - (before or 0)
