"""What a user of a pool saw before the test began, so that only what is new is judged.

For a user who was made for the test that is nothing, and all is new.
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
"""What an app may list, and the part of a target that lists it by a method of that name."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What was listed and counted.

    Attributes:
        lists: by what it is a list of, how often each line was shown.
        totals: for a target whose counts are of all that a user has.
    """

    lists: Mapping[str, Counter[str]] = field(default_factory=dict)
    totals: Imported = field(default=Imported(contacts=None, messages=None))

    @classmethod
    def seen_by(cls, target: Target, page: Page) -> "Baseline":
        """Look at all that the target lists and counts."""
        shown = {what: listed(target, page, what) for what in LISTS}
        lists = {what: Counter(lines) for what, lines in shown.items() if lines is not None}
        if not isinstance(target, ShowsTotals):
            return cls(lists=lists)
        return cls(lists=lists, totals=target.totals(page))

    def new(self, what: str, shown: list[str]) -> list[str]:
        """Return the lines of a list that were not there before, or not as often."""
        return list((Counter(shown) - self.lists.get(what, Counter())).elements())

    def new_counts(self, shown: Imported) -> Imported:
        """Return how much more is shown than before."""
        return Imported(
            contacts=_more(shown.contacts, self.totals.contacts),
            messages=_more(shown.messages, self.totals.messages),
        )


def listed(target: Target, page: Page, what: str) -> list[str] | None:
    """Return what the target lists, e.g. its "contacts"; None where it does not list them."""
    if not isinstance(target, LISTS[what]):
        return None
    lines: list[str] = getattr(target, what)(page)
    return lines


def _more(now: int | None, before: int | None) -> int | None:
    return None if now is None else now - (before or 0)
