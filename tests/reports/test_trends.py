"""Trends are new, continuing and fixed failures, and flaky tests, by the outcomes of each run."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bluebar.reports.history.run_summary import FailedTest, LauncherResult, RunSummary
from bluebar.reports.history.trends import (
    SHOWN_RUNS,
    HistoryOfTest,
    failing_or_flaky,
    find_trends,
    histories_of_failed_tests,
)
from bluebar.reports.record.outcomes import Outcome

OUTCOMES = {
    ".": Outcome.PASSED, "F": Outcome.FAILED, "E": Outcome.ERROR, "~": Outcome.FLAKY,
    "o": Outcome.NOT_OFFERED, "s": Outcome.SKIPPED,
}  # fmt: skip
FIRST_DAY = datetime(2026, 1, 1, 3, tzinfo=UTC)


def runs(**tests: str) -> list[RunSummary]:
    """Return daily runs with an outcome per character for each test; a space is not run."""
    count = max(map(len, tests.values()))
    return [
        RunSummary(
            run_id=str(number),
            date=FIRST_DAY + timedelta(number),
            launchers={"jvm": LauncherResult(server="GreenMail", counts={})},
            outcomes={
                name: OUTCOMES[signs[number]]
                for name, signs in tests.items()
                if signs[number : number + 1].strip()
            },
            failed_tests={
                name: FailedTest(
                    launcher="jvm", test=f"t::{name}", name=name, reason=f"why {number}"
                )
                for name, signs in tests.items()
                if signs[number : number + 1] in ("F", "E", "~")
            },
        )
        for number in range(count)
    ]


def names(found: Sequence[HistoryOfTest]) -> list[str]:
    return [test.test_id for test in found]


@pytest.mark.parametrize(
    ("signs", "trend"),
    [
        ("...F", "new_failures"),
        ("F", "new_failures"),
        ("F..E", "new_failures"),
        ("..~F", "new_failures"),
        ("..FF", "still_failing"),
        (".FE F", "still_failing"),
        (".FoF", "still_failing"),
        ("..F ", "still_failing"),
        ("..F.", "fixed"),
        ("..F~", "fixed"),
        (".F .", "fixed"),
        (".F. ", ""),
        ("F...", ""),
        ("....", ""),
        ("F~F ", "still_failing"),
    ],
)
def test_a_test_has_the_trend_of_its_outcomes(signs: str, trend: str) -> None:
    trends = find_trends(runs(it=signs))
    found = [name for name in ("new_failures", "still_failing", "fixed") if getattr(trends, name)]
    assert found == ([trend] if trend else [])


@pytest.mark.parametrize(
    ("signs", "day"), [("..FF", 2), ("F.FEF", 2), ("FoF", 0), ("FF", 0), (".F F", 1)]
)
def test_a_failing_test_has_the_first_day_of_its_failures(signs: str, day: int) -> None:
    (test,) = find_trends(runs(it=signs)).still_failing
    assert test.failing_since.date == FIRST_DAY + timedelta(day)


@pytest.mark.parametrize(
    ("signs", "switches"),
    [
        (".F", 1),
        (".F.", 2),
        (".FoF.", 2),
        ("F.F.", 3),
        ("FEF", 0),
        (".~F~.", 2),
        ("F~F", 0),
        ("F F", 0),
    ],
)
def test_a_switch_is_a_change_between_passed_and_failed(signs: str, switches: int) -> None:
    (test,) = histories_of_failed_tests(runs(it=signs))
    assert test.switches == switches
    assert names(find_trends(runs(it=signs)).flaky_by_switching) == ["it"] * (switches >= 2)


def test_only_failing_since_counts_runs_before_the_shown_runs() -> None:
    old = ".F.F" + "F" * SHOWN_RUNS
    (test,) = find_trends(runs(it=old)).still_failing
    assert test.failing_since.date == FIRST_DAY + timedelta(3)
    assert find_trends(runs(it=old)).flaky_by_switching == ()
    assert find_trends(runs(it="~" + "." * SHOWN_RUNS)).flaky_by_rerun == ()
    assert names(find_trends(runs(it="~" + "." * (SHOWN_RUNS - 1))).flaky_by_rerun) == ["it"]


def test_the_flakiest_test_is_first() -> None:
    trends = find_trends(runs(a=".~....", b=".~.~..", c="F.F...", d="F.F.F."))
    assert names(trends.flaky_by_rerun) == ["b", "a"]
    assert names(trends.flaky_by_switching) == ["d", "c"]


@pytest.mark.parametrize(
    ("signs", "is_included"),
    [
        (".", False),
        ("", False),
        ("F", True),
        ("~", True),
        ("F.", False),
        (".o", False),
        ("Fo ", True),
    ],
)
def test_failing_or_flaky_is_decided_by_the_last_run_that_judged_the_test(
    signs: str, is_included: bool
) -> None:
    assert ("it" in failing_or_flaky(runs(it=signs, other="." * 3))) is is_included
