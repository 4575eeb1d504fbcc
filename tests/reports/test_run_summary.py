"""The history's summary of a run has outcomes, failures and timings, and survives its JSON line."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.history.run_summary import (
    RunSummary,
    Timing,
    UnreadableRunSummary,
    summarize_run,
)
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import VerdictNote
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, phase, record
from tests.reports.test_records import records


@given(st.lists(records, min_size=1, max_size=4), st.text(), st.text())
def test_a_run_is_equal_to_the_run_read_from_its_line(
    some: list[Record], commit: str, link: str
) -> None:
    made = summarize_run(some, commit=commit, link=link)
    assert b"\n" not in made.to_line()
    assert RunSummary.from_line(made.to_line()) == made


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["version", "date", "run", "sides", "outcomes", "wrong", "took", "counts"]
                ),
                inner,
                max_size=8,
            )
        ),
        max_leaves=20,
    )
)
def test_json_that_is_not_a_run_is_unreadable(value: object) -> None:
    with pytest.raises(UnreadableRunSummary):
        RunSummary.from_line(json.dumps(value).encode())


@pytest.mark.parametrize(
    "broken", [b'{"version": 2}', b"<<<<<<< HEAD", b"[" * 100_000, b"\xff", b""]
)
def test_another_version_or_a_line_that_is_not_json_is_unreadable(broken: bytes) -> None:
    with pytest.raises(UnreadableRunSummary):
        RunSummary.from_line(broken)


def test_a_timing_that_is_not_a_finite_number_is_unreadable() -> None:
    line = summarize_run([timed("counts/it", 1.0)]).to_line()
    for number in (b"9" * 400, b"NaN", b"[]"):
        with pytest.raises(UnreadableRunSummary):
            RunSummary.from_line(line.replace(b'"median":1.0', b'"median":' + number))


def test_a_run_has_the_data_of_the_trends() -> None:
    made = summarize_run(EVERY_OUTCOME, commit="abc")
    assert made.date == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert made.launchers["jvm"].counts == {
        Outcome.ERROR: 1,
        Outcome.FAILED: 2,
        Outcome.FLAKY: 1,
        Outcome.NOT_OFFERED: 1,
        Outcome.PASSED: 1,
    }
    assert len(made.outcomes) == 6
    false_success = made.failed_tests[FALSE_SUCCESS.test_id]
    assert false_success.name == "refusals/wrong-password"
    assert "app said Connected" in false_success.reason


def timed(
    name: str, connect: float, expected: str = "Connected", outcome: Outcome = Outcome.PASSED
) -> Record:
    """Return a record with this duration of connecting, in seconds."""
    verdicts = [VerdictNote(expected=expected, shown=expected)]
    phases = [phase("connect", 0, seconds=connect)]
    return record(name, outcome, verdicts=verdicts, phases=phases)


def test_timings_are_of_passed_tests_that_expect_a_connection() -> None:
    usual = [timed(f"counts/{number}", number / 100) for number in range(101)]
    refused = timed("refusals/silent", 62.0, "Rejected(no answer in time)")
    failed = timed("counts/slow", 62.0, outcome=Outcome.FAILED)
    timings = summarize_run([*usual, refused, failed]).launchers["jvm"].timings
    assert timings == {"connect": Timing(median=0.5, p95=0.95, tests=101)}


def test_splitting_a_report_does_not_change_the_runs_id() -> None:
    assert summarize_run(EVERY_OUTCOME).run_id == summarize_run(reversed(EVERY_OUTCOME)).run_id
    assert summarize_run(EVERY_OUTCOME).run_id != summarize_run(EVERY_OUTCOME[1:]).run_id
