"""Estimate, before a run, how many rows of the suite will judge a target.

A row is not offered to a target that lacks a capability which the row or the row's test needs. A
row may also be left out for a reason that appears only in a run, e.g. a form without a field for
the port; the estimate does not include these reasons.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import FunctionType

import bluebar.e2e
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.scenarios.model import RowsOfTest, Scenario, rows_of_test

NEW_START = "an app that bluebar starts again, with other settings or deadlines"


@dataclass(frozen=True, kw_only=True)
class CoverageEstimate:
    """An estimate of how many rows a target will be judged by.

    Attributes:
        judged: the number of rows by which the target will be judged.
        not_offered: the number of rows that will not be offered to the target.
        lacking: the number of rows that need a missing capability, by the capability's name. A row
            that needs several missing capabilities is counted for each.
    """

    judged: int
    not_offered: int
    lacking: Mapping[str, int]


def suite_functions() -> Iterator[tuple[FunctionType, RowsOfTest]]:
    """Yield each test of the suite, with its rows and the capabilities that it may ask for."""
    for module in iter_modules(bluebar.e2e.__path__):
        if module.name.startswith("test_"):
            for test in vars(import_module(f"bluebar.e2e.{module.name}")).values():
                if declared := rows_of_test(test):
                    yield test, declared


def suite_tests() -> Iterator[RowsOfTest]:
    """Yield, for each test of the suite, its rows and the capabilities that it may ask for."""
    return (declared for _, declared in suite_functions())


def suite_rows() -> list[tuple[Scenario, frozenset[type]]]:
    """Return every row of every test, with the capabilities that the row and its test need."""
    return [(row, test.uses | row.conditions.uses) for test in suite_tests() for row in test.rows]


def estimate_coverage(target: Target, *, is_started: bool) -> CoverageEstimate:
    """Compare what each row needs with what the target has.

    Args:
        target: the app's adapter.
        is_started: whether bluebar starts the app, and so can start it again.
    """
    judged, lacking = 0, Counter[str]()
    rows = suite_rows()
    for row, uses in rows:
        lacks = {each.__name__ for each in uses if not has_capability(target, each)}
        lacks |= {
            f"an app without {each.__name__}"
            for each in row.conditions.skip_if_supports
            if has_capability(target, each)
        }
        lacks |= {NEW_START} if row.conditions.needs_own_app and not is_started else set()
        judged += not lacks
        lacking.update(lacks)
    return CoverageEstimate(
        judged=judged, not_offered=len(rows) - judged, lacking=dict(lacking.most_common())
    )
