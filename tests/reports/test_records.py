"""Records survive their JSON, and pages show their texts as text, never as markup."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.reports.html.fallback_page import draw
from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.facts import facts
from bluebar.reports.record.outcomes import (
    SKIPS,
    Outcome,
    any_judged,
    outcome_of_attempts,
    outcome_of_exception,
    outcome_of_skip,
)
from bluebar.reports.record.record import Record, UnreadableRecord
from bluebar.reports.record.record_fields import (
    ConversationNote,
    CountNote,
    LineNote,
    PhaseNote,
    ScenarioNote,
    SummaryNote,
    VerdictNote,
)
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.report_folder import read_records
from tests.reports.examples import EVERY_OUTCOME

V1 = Path(__file__).with_name("record_v1.jsonl")
"""Written before records had typed notes: a line per outcome, and one with every field."""

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
    scenario=st.builds(ScenarioNote, id=TEXT, why=TEXT),
    missing=st.lists(TEXT, max_size=3),
    summary=st.builds(SummaryNote, subject=TEXT, text=TEXT, html=TEXT),
    log=TEXT,
    replay=TEXT,
)


@given(records)
def test_a_record_comes_back_from_its_line(record: Record) -> None:
    line = record.to_line()
    assert "\n" not in line
    assert Record.from_line(line) == record


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[1]",
        '{"version": 2, "outcome": "passed"}',
        '{"version": 1, "test": 5}',
        "no json",
        "[" * 100_000,
    ],
)
def test_a_line_that_is_not_a_record_is_rejected(line: str) -> None:
    with pytest.raises(UnreadableRecord):
        Record.from_line(line)


def test_an_unreadable_line_is_reported_with_its_number_and_field(tmp_path: Path) -> None:
    line = V1.read_text("utf-8").splitlines()[0]
    broken = line.replace('"attempt": 1', '"attempt": "one"')
    (tmp_path / "records.jsonl").write_text(f"{line}\n{broken}\n", "utf-8")
    with pytest.raises(NotAReport) as raised:
        read_records(tmp_path)
    wanted, happened, where, next_step = str(raised.value).splitlines()
    assert wanted == "wanted: to read a report"
    assert happened.startswith("happened: records.jsonl cannot be read: line 2: not a record: ")
    assert "Expected `int`, got `str` - at `$.attempt`" in happened
    assert where == f"where: {tmp_path}"
    assert next_step.startswith("next: name the folder")


def test_a_record_of_schema_v1_is_read_and_drawn() -> None:
    lines = V1.read_text("utf-8").splitlines()
    read = [Record.from_line(line) for line in lines]
    assert [each.outcome for each in read] == [json.loads(line)["outcome"] for line in lines]
    assert [replace(each, error="") for each in read[:-1]] == [
        replace(each, error="") for each in EVERY_OUTCOME
    ]
    full = read[-1]
    assert full.scenario.proves == ["S14", "S15"]
    assert full.counts == [CountNote(name="contacts", expected=19)]
    assert full.conversations[0].encryption == "no TLS: unknown ca"
    assert full.launcher == "docker"
    page = draw(read, full.run)
    assert "contact: lost@example.org" in page
    assert entries(read)["report.json"]["stats"]["total"] == 7


def test_a_line_of_schema_v1_stays_the_same_but_for_empty_values() -> None:
    for line in V1.read_text("utf-8").splitlines():
        old, new = json.loads(line), json.loads(Record.from_line(line).to_line())
        assert filled(new) == filled(old)
        # Fields that are newer than the line are empty.
        assert new.keys() >= old.keys()
        assert not any(new[name] for name in new.keys() - old.keys())


def filled(value: Any) -> Any:
    """Return a value without the empty values in it, at any depth."""
    if isinstance(value, dict):
        inside = {name: filled(each) for name, each in value.items()}
        return {name: each for name, each in inside.items() if each}
    return [filled(each) for each in value] if isinstance(value, list) else value


def test_nothing_from_outside_becomes_markup() -> None:
    evil = '"><script>alert(1)</script>'
    record = Record(
        test=evil, attempt=1, outcome=Outcome.FAILED, began=0, seconds=0, error=evil, log=evil,
        replay=evil, scenario=ScenarioNote(id=evil, why=evil, cited=evil), missing=[evil],
        counts=[CountNote(name=evil, expected=1, shown=2)],
        summary=SummaryNote(subject=evil, text=evil, html=evil),
        phases=[PhaseNote(name=evil, at=0.0, stopped_here=True)],
        conversations=[ConversationNote(port=143, listening_on=143, opened_at=0.0,
                                        lines=[LineNote(at=0.0, who="app", text=evil)])],
        attachments={"trace": evil, "screenshot": evil},
    )  # fmt: skip
    assert "<script>" not in draw([record], {"mail server": evil, "seed": evil})


def test_a_false_success_of_any_verdict_is_shown() -> None:
    honest = VerdictNote(expected="Rejected(x)", shown="Rejected(x)")
    lie = VerdictNote(
        expected="Connected", shown="Connected", false_success="app said Connected; …"
    )
    values: Any = {"test": "t", "attempt": 1, "outcome": Outcome.FAILED, "began": 0, "seconds": 0}
    record = Record(**values, verdicts=[honest, lie])
    assert Record.from_line(record.to_line()).false_success == "app said Connected; …"
    assert "<dt>false success</dt><dd>app said Connected; …</dd>" in draw([record], {})
    assert not Record(**values, verdicts=[honest]).false_success


def test_the_page_names_the_launcher_and_the_phase_that_stopped() -> None:
    record = Record(
        test="t", attempt=1, outcome=Outcome.FAILED, began=0, seconds=0,
        phases=[PhaseNote(name="count", at=0.0, stopped_here=True)],
    )  # fmt: skip
    page = draw([record], {"mail server": "GreenMail 2.1.8 (jvm: auto: Docker is not available)"})
    assert "<title>bluebar: 1 failed · GreenMail 2.1.8 (jvm: auto: Docker is not" in page
    assert "Stopped in <b>count</b>" in page


def test_data_left_behind_is_shortened_on_pages_and_complete_in_the_record() -> None:
    stayed = [f"contact: {name}@t1.example" for name in "abcdefg"]
    values: Any = {"test": "t", "attempt": 1, "outcome": Outcome.PASSED, "began": 0, "seconds": 0}
    record = Record.from_line(Record(**values, left_behind=stayed).to_line())
    shown = {fact.name: fact.text for fact in facts(record)}
    assert shown["left behind"] == f"{'; '.join(stayed[:5])}; and 2 more"
    assert "<dt>left behind</dt><dd>contact: a@t1.example" in draw([record], {})
    assert "left behind" not in {fact.name for fact in facts(Record(**values))}


def test_every_field_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    assert [name for name in Record.__struct_fields__ if f"| `{name}` |" not in text] == []


class ErrorInBluebar(Exception):
    outcome = "error"


class FailureOfTheApp(AssertionError):
    outcome = "failed"


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "clicked", "expected"),
    [
        (ErrorInBluebar(), True, Outcome.ERROR),
        (FailureOfTheApp(), False, Outcome.FAILED),
        (ValueError(), False, Outcome.ERROR),
        (ValueError(), True, Outcome.ERROR),
        (AttributeError("'NoneType' object has no attribute 'x'"), True, Outcome.ERROR),
        (AssertionError(), False, Outcome.ERROR),
        (AssertionError(), True, Outcome.ERROR),
        (PlaywrightTimeout("Timeout 500ms exceeded."), True, Outcome.FAILED),
        (PlaywrightTimeout("Timeout 500ms exceeded."), False, Outcome.ERROR),
        (
            PlaywrightError('Unexpected token "" while parsing css selector "a["'),
            True,
            Outcome.ERROR,
        ),
        (PlaywrightError("Target page, context or browser has been closed"), True, Outcome.ERROR),
        (caused(ValueError(), ErrorInBluebar()), True, Outcome.ERROR),
        (ExceptionGroup("both", [ValueError(), ErrorInBluebar()]), True, Outcome.ERROR),
    ],
)
def test_an_exception_is_an_error_or_a_failure_of_the_app(
    error: Exception, clicked: bool, expected: Outcome
) -> None:
    assert outcome_of_exception(error, clicked=clicked) is expected


@pytest.mark.parametrize(
    ("test_file", "expected"), [(__file__, Outcome.FAILED), ("other.py", Outcome.ERROR)]
)
def test_an_assertion_is_of_the_app_only_in_the_tests_own_file(
    test_file: str, expected: Outcome
) -> None:
    with pytest.raises(AssertionError) as raised:
        assert not test_file
    error = raised.value
    assert outcome_of_exception(error, clicked=True, test_file=test_file) is expected


def test_an_expectation_of_playwright_is_of_the_app() -> None:
    frame: dict[str, object] = {"__name__": "playwright._impl._assertions"}
    exec("def fails(): raise AssertionError('Locator expected to be visible')", frame)  # noqa: S102
    with pytest.raises(AssertionError) as raised:
        frame["fails"]()  # type: ignore[operator]
    assert outcome_of_exception(raised.value, clicked=True) is Outcome.FAILED
    assert outcome_of_exception(raised.value, clicked=False) is Outcome.ERROR


def test_only_a_test_that_passes_in_a_rerun_is_flaky() -> None:
    assert outcome_of_attempts([Outcome.FAILED, Outcome.PASSED]) is Outcome.FLAKY
    assert outcome_of_attempts([Outcome.PASSED]) is Outcome.PASSED
    assert outcome_of_attempts([Outcome.PASSED, Outcome.FAILED]) is Outcome.FAILED


def test_skips_and_errors_judge_nothing() -> None:
    assert outcome_of_skip("not offered: no banner") is Outcome.NOT_OFFERED
    assert outcome_of_skip("not looked at: no lists") is Outcome.NOT_LOOKED_AT
    assert outcome_of_skip("later") is Outcome.SKIPPED
    assert not any_judged([*SKIPS, Outcome.ERROR])
    assert any_judged([Outcome.NOT_OFFERED, Outcome.FAILED])
