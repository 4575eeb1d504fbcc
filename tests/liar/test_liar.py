"""The lying app's adapter is a valid target, and its demo fails if bluebar misses the lie."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from bluebar.e2e.protocol.capability_checks import capabilities_of
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import load_target
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import ScenarioNote, VerdictNote
from tests.liar import every_outcome
from tests.liar.__main__ import EXPECTED, FALSE_SUCCESS, judge

ADAPTER = Path(__file__).with_name("adapter.py")
LIE = VerdictNote(expected="Rejected(x)", shown="Connected", false_success="app said Connected; …")


def test_the_adapter_declares_exactly_its_capabilities() -> None:
    assert set(capabilities_of(load_target(f"{ADAPTER}:Liar"))) == {
        "ShowsBanner", "ShowsCounts", "ListsAccounts", "ListsContacts", "ListsMessages",
        "SendsSummary", "IsOurs",
    }  # fmt: skip


def test_the_demo_has_every_outcome_except_flaky_and_known() -> None:
    missing = {Outcome.FLAKY, Outcome.KNOWN}
    assert set(EXPECTED.values()) == set(Outcome) - missing


def test_the_demo_names_existing_rows() -> None:
    own = every_outcome.NOT_SEEDED, every_outcome.SKIPPED, every_outcome.UNSEEN
    assert EXPECTED.keys() <= {row.id for row in (*ALL, *own)}


def expected_records() -> list[Record]:
    return [
        Record(
            test=name, attempt=1, outcome=outcome, began=0, seconds=0,
            scenario=ScenarioNote(id=name),
            verdicts=[LIE] if name == FALSE_SUCCESS else [],
        )
        for name, outcome in EXPECTED.items()
    ]  # fmt: skip


def test_expected_outcomes_have_no_problems() -> None:
    assert judge(expected_records()) == []


@pytest.mark.parametrize("name", EXPECTED)
def test_a_missing_row_is_a_problem(name: str) -> None:
    assert judge([each for each in expected_records() if each.name != name])


def test_an_unnoticed_lie_is_a_problem() -> None:
    passed = [replace(each, outcome=Outcome.PASSED, verdicts=[]) for each in expected_records()]
    assert f"{FALSE_SUCCESS} must be failed; it is passed" in judge(passed)


def test_a_lie_reported_as_another_failure_is_a_problem() -> None:
    unnamed = [replace(each, verdicts=[]) for each in expected_records()]
    assert judge(unnamed) == [f"{FALSE_SUCCESS} must be the false success; reported: none"]
