"""The lying app's adapter is a target like any other, and its demo tells if a lie gets through."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from bluebar.commands.coverage_estimate import declared_by
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import load_target
from bluebar.reports.record.notes import ScenarioNote, VerdictNote
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from tests.liar import every_outcome
from tests.liar.__main__ import FALSE_SUCCESS, MUST_BE, judge

ADAPTER = Path(__file__).with_name("adapter.py")
LIE = VerdictNote(expected="Rejected(x)", shown="Connected", false_success="app said Connected; …")


def test_it_declares_what_it_has_and_nothing_else() -> None:
    assert set(declared_by(load_target(f"{ADAPTER}:Liar"))) == {
        "ShowsBanner", "ShowsCounts", "ListsAccounts", "ListsContacts", "ListsMessages",
        "SendsSummary", "IsOurs",
    }  # fmt: skip


def test_the_demo_shows_every_outcome_that_needs_no_past() -> None:
    needing_one = {Outcome.FLAKY, Outcome.KNOWN}
    assert set(MUST_BE.values()) == set(Outcome) - needing_one


def test_the_demo_names_rows_that_there_are() -> None:
    own = {every_outcome.NOT_SEEDED.id, every_outcome.SKIPPED.id}
    assert MUST_BE.keys() <= {row.id for row in ALL} | own


def as_it_must_be() -> list[Record]:
    return [
        Record(
            test=name, attempt=1, outcome=outcome, began=0, seconds=0,
            scenario=ScenarioNote(id=name),
            verdicts=[LIE] if name == FALSE_SUCCESS else [],
        )
        for name, outcome in MUST_BE.items()
    ]  # fmt: skip


def test_all_as_it_must_be_is_fine() -> None:
    assert judge(as_it_must_be()) == []


@pytest.mark.parametrize("name", MUST_BE)
def test_a_row_that_is_not_there_is_told(name: str) -> None:
    assert judge([each for each in as_it_must_be() if each.name != name])


def test_a_lie_that_got_through_is_told() -> None:
    passed = [replace(each, outcome=Outcome.PASSED, verdicts=[]) for each in as_it_must_be()]
    assert f"{FALSE_SUCCESS} must be failed; it is passed" in judge(passed)


def test_a_lie_told_as_some_other_failure_is_not_enough() -> None:
    unnamed = [replace(each, verdicts=[]) for each in as_it_must_be()]
    assert judge(unnamed) == [f"{FALSE_SUCCESS} must be the false success; told as one: none"]
