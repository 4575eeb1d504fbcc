"""Five lines of a failure show where the error is, without the report."""

from typing import Any

from hypothesis import given
from msgspec.structs import replace

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    ConversationNote,
    CountNote,
    LoginNote,
    PhaseNote,
    ScenarioNote,
    TlsNote,
    VerdictNote,
)
from bluebar.reports.terminal import five_lines
from tests.reports.test_records import records

CONVERSATION = ConversationNote(
    port=993,
    listening_on=993,
    opened_at=0.5,
    tls=TlsNote(version="TLSv1.3"),
    logins=[
        LoginNote(method="LOGIN", user="ann@example.org", result="NO", text="LOGIN failed", at=0.7)
    ],
)
SCENARIO = ScenarioNote(id="a/b", why="Why.", route="front door")


def failed(error: str = "", **values: Any) -> list[str]:
    """Return the five lines of a failure."""
    record = Record(
        test="e2e/test_article.py::test_a_mailbox_connects[chromium-a/b]", attempt=1,
        outcome=Outcome.FAILED, began=0, seconds=1, replay="pytest 'x' --seed 7", error=error,
        **{"scenario": SCENARIO} | values,
    )  # fmt: skip
    return five_lines(record)


def test_a_false_success_is_shown_with_the_login_at_the_front_door() -> None:
    lie = "app said Connected; the wire says NO LOGIN failed at +0.2 s"
    verdicts = [
        VerdictNote(expected="Rejected(wrong credentials)", shown="Connected", false_success=lie)
    ]
    assert failed(verdicts=verdicts, conversations=[CONVERSATION]) == [
        "failed a/b: Why.",
        "  expected: Rejected(wrong credentials)",
        f"  shown:    false success: {lie}",
        "  the wire: port 993, TLSv1.3: LOGIN 'ann@example.org' → NO LOGIN failed at +0.2 s",
        "  replay:   pytest 'x' --seed 7",
    ]


def test_a_wrong_count_is_shown_with_the_exception_or_the_names() -> None:
    counts = [
        CountNote(name="contacts (card)", expected=3, shown=3),
        CountNote(name="messages (card)", expected=19, shown=20, on_server=19),
    ]
    lines = failed(
        "x = 1\nE   bluebar.e2e.outcome.failure.AppFailure: the card says 20\nE   more",
        counts=counts,
    )
    assert lines[1:3] == ["  expected: messages (card): 19", "  shown:    20; the card says 20"]
    named = failed("E   the card says 20", counts=counts, extra=["message: Hi (a copy)"])
    assert named[2] == "  shown:    20; extra message: Hi (a copy)"


def test_without_a_mismatch_the_name_of_the_test_is_the_expectation() -> None:
    verdicts = [VerdictNote(expected="Connected", shown="Connected")]
    lines = failed("E   AppFailure: the bar should be blue", verdicts=verdicts)
    assert lines[1:3] == ["  expected: a mailbox connects", "  shown:    the bar should be blue"]


def test_a_killed_worker_is_shown_without_the_line_that_names_its_python() -> None:
    error = "[gw0] linux -- Python 3.11.7 /venv/bin/python\nworker gw0 ended in the middle"
    assert failed(error)[2] == "  shown:    worker gw0 ended in the middle"


def test_the_terminal_says_why_the_front_door_saw_no_login() -> None:
    connected = [PhaseNote(name="connect", at=0.0, seconds=1.0)]
    assert (
        failed(phases=connected)[3] == "  the wire: the app opened no connection to the front door"
    )
    assert failed()[3] == "  the wire: unknown: this test left no notes"
    straight = replace(SCENARIO, route="straight")
    assert failed(scenario=straight)[3] == (
        "  the wire: the app connects straight to the mail server, so no front door sees its logins"
    )


@given(records)
def test_every_record_gets_five_lines(record: Record) -> None:
    lines = five_lines(record)
    assert len(lines) == 5
    assert not any("\n" in line for line in lines[:4])
