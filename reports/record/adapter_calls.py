"""Find the locators of an adapter that never matched in a run. No I/O."""

from collections.abc import Iterable
from typing import NamedTuple

from bluebar.reports.record.record import Record


class NeverMatched(NamedTuple):
    """A method of the adapter that never returned in a run, because it waited for a locator.

    Attributes:
        method: the adapter's class and method, e.g. "Crm.sync_now".
        locator: the locator, as Playwright writes it, e.g. `get_by_role("row")`.
        tests: the names of the tests that waited in vain.
    """

    method: str
    locator: str
    tests: list[str]

    def __str__(self) -> str:
        some = ", ".join(self.tests[:3]) + (", …" if len(self.tests) > 3 else "")
        return (
            f"{self.locator} never matched in this run: {self.method} waited for it in vain each "
            f"time, in {len(self.tests)} tests ({some}). If the page has the element, the adapter "
            "is at fault, not the app: correct the locator"
        )


def never_matched(records: Iterable[Record]) -> list[NeverMatched]:
    """Return the locators for which methods of the adapter always waited in vain.

    A locator of a method that returned in any test of the run is left out: there, the page had it.
    """
    records = list(records)
    worked = {call.method for record in records for call in record.adapter_calls if call.returned}
    found: dict[tuple[str, str], list[str]] = {}
    for record in records:
        for call in record.adapter_calls:
            if call.locator and not record.at_fault and call.method not in worked:
                found.setdefault((call.method, call.locator), []).append(record.name)
    return [NeverMatched(*key, tests) for key, tests in found.items()]
