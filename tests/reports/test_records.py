"""Records keep what they are given, and the page shows it as text, never as markup."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.html.fallback_page import draw
from bluebar.reports.html.playwright_attempt import annotations
from bluebar.reports.record.outcomes import (
    Outcome,
    anything_was_judged,
    over_attempts,
    skipped_as,
    whose_trouble,
)
from bluebar.reports.record.record import Record, UnreadableRecord

DOCS = Path(__file__).parents[2] / "docs" / "records.md"
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)

records = st.builds(
    Record,
    test=TEXT,
    attempt=st.integers(1, 3),
    outcome=st.sampled_from(Outcome),
    began=st.floats(0, 1e9),
    seconds=st.floats(0, 1e4),
    error=TEXT,
    scenario=st.fixed_dictionaries({"id": TEXT, "why": TEXT}),
    missing=st.lists(TEXT, max_size=3),
    summary=st.fixed_dictionaries({"subject": TEXT, "text": TEXT, "html": TEXT}),
    log=TEXT,
    replay=TEXT,
)


@given(records)
def test_a_record_comes_back_from_its_line(record: Record) -> None:
    line = record.to_line()
    assert "\n" not in line
    assert Record.from_line(line) == record


@pytest.mark.parametrize(
    "line", ["", "{}", "[1]", '{"version": 2, "outcome": "passed"}', "no json"]
)
def test_what_is_no_record_is_told(line: str) -> None:
    with pytest.raises(UnreadableRecord):
        Record.from_line(line)


def test_nothing_from_outside_becomes_markup() -> None:
    evil = '"><script>alert(1)</script>'
    record = Record(
        test=evil, attempt=1, outcome=Outcome.FAILED, began=0, seconds=0, error=evil, log=evil,
        replay=evil, scenario={"id": evil, "why": evil, "cited": evil}, missing=[evil],
        counts=[{"name": evil, "expected": 1, "shown": 2, "on_server": None}],
        summary={"subject": evil, "text": evil, "html": evil},
        phases=[{"name": evil, "at": 0.0, "seconds": 0.0, "stopped_here": True}],
        conversations=[{"port": 143, "opened_at": 0.0, "tls": None,
                        "lines": [{"at": 0.0, "who": "app", "text": evil}]}],
        attachments={"trace": evil, "screenshot": evil},
    )  # fmt: skip
    assert "<script>" not in draw([record], {"mail server": evil, "seed": evil})


def test_a_false_success_is_one_whichever_verdict_it_was() -> None:
    honest = {"expected": "Rejected(x)", "shown": "Rejected(x)"}
    lie = {"expected": "Connected", "shown": "Connected", "false_success": "app said Connected; …"}
    values: Any = {"test": "t", "attempt": 1, "outcome": Outcome.FAILED, "began": 0, "seconds": 0}
    record = Record(**values, verdicts=[honest, lie])
    assert Record.from_line(record.to_line()).false_success == "app said Connected; …"
    assert "<dt>false success</dt><dd>app said Connected; …</dd>" in draw([record], {})
    assert not Record(**values, verdicts=[honest]).false_success


def test_the_page_names_a_fallback_and_what_stopped() -> None:
    record = Record(
        test="t", attempt=1, outcome=Outcome.FAILED, began=0, seconds=0,
        phases=[{"name": "count", "at": 0.0, "seconds": 0.0, "stopped_here": True}],
    )  # fmt: skip
    page = draw([record], {"mail server": "GreenMail 2.1.8 (jvm: auto: Docker is not available)"})
    assert "<title>bluebar: 1 failed · GreenMail 2.1.8 (jvm: auto: Docker is not" in page
    assert "Stopped in <b>count</b>" in page


def test_what_stayed_behind_is_told_in_a_line_and_kept_in_full() -> None:
    stayed = [f"contact: {name}@t1.example" for name in "abcdefg"]
    values: Any = {"test": "t", "attempt": 1, "outcome": Outcome.PASSED, "began": 0, "seconds": 0}
    record = Record.from_line(Record(**values, left_behind=stayed).to_line())
    told = {each["type"]: each["description"] for each in annotations(record)}
    assert told["left behind"] == f"{'; '.join(stayed[:5])}; and 2 more"
    assert "<dt>left behind</dt><dd>contact: a@t1.example" in draw([record], {})
    assert "left behind" not in {each["type"] for each in annotations(Record(**values))}


def test_every_field_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    assert all(f"| `{each.name}` |" in text for each in fields(Record))


class OursError(Exception):
    outcome = "error"


class TheAppsError(AssertionError):
    outcome = "failed"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "clicked", "expected"),
    [
        (OursError(), True, Outcome.ERROR),
        (TheAppsError(), False, Outcome.FAILED),
        (ValueError(), False, Outcome.ERROR),
        (ValueError(), True, Outcome.FAILED),
        (AssertionError(), False, Outcome.ERROR),
        (caused(ValueError(), OursError()), True, Outcome.ERROR),
        (ExceptionGroup("both", [ValueError(), OursError()]), True, Outcome.ERROR),
    ],
)
def test_whose_trouble_it_is(error: Exception, clicked: bool, expected: Outcome) -> None:
    assert whose_trouble(error, clicked=clicked) is expected


def test_only_what_passes_when_run_again_is_flaky() -> None:
    assert over_attempts([Outcome.FAILED, Outcome.PASSED]) is Outcome.FLAKY
    assert over_attempts([Outcome.PASSED]) is Outcome.PASSED
    assert over_attempts([Outcome.PASSED, Outcome.FAILED]) is Outcome.FAILED


def test_skips_and_errors_judge_nothing() -> None:
    assert skipped_as("not offered: no banner") is Outcome.NOT_OFFERED
    assert skipped_as("later") is Outcome.SKIPPED
    assert not anything_was_judged([Outcome.NOT_OFFERED, Outcome.SKIPPED, Outcome.ERROR])
    assert anything_was_judged([Outcome.NOT_OFFERED, Outcome.FAILED])
