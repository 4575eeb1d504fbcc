"""Both pages show every fact and every field of a record."""

import json
from dataclasses import fields
from typing import Any

import msgspec
import pytest
from lxml import html

from bluebar.mailserver.frontdoor.transcript import Line, Login, TlsFacts, Transcript
from bluebar.reports.html import fallback_page
from bluebar.reports.html.playwright_attempt import result
from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.facts import Fact, facts, headline
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    AdapterCallNote,
    ConversationNote,
    CountNote,
    IssueState,
    KnownIssueNote,
    LineNote,
    LoginNote,
    PhaseNote,
    ScenarioNote,
    SummaryNote,
    TlsNote,
    VerdictNote,
)
from tests.reports.examples import EVERY_OUTCOME, OF_ADAPTER, UNSEEN

SHOWN: dict[str, Any] = {
    "test": "e2e/test_x.py::in test",
    "attempt": 3,
    "outcome": Outcome.KNOWN,
    "began": 1_700_000_000.0,
    "seconds": 61.5,
    "error": "in error",
    "attachments": {"in attachment": "in/attachment.jpeg", "trace": "in/trace.zip"},
    "replay": "in replay",
    "run": {"mail server": "in server", "target": "in target", "browser": "in browser"},
    "scenario": ScenarioNote(
        id="in id", why="in why", route="in route", proves=["in proves"], links=["https://in.link"]
    ),
    "typed": {"in typed": "in text"},
    "verdicts": [
        VerdictNote(
            expected="in expected",
            shown="in shown",
            said="in said",
            read_as="in reading",
            false_success="in lie",
        )
    ],
    "phases": [PhaseNote(name="count in phase", at=1.0, seconds=2.0, stopped_here=True)],
    "counts": [CountNote(name="in count", expected=1234, shown=2345, on_server=3456)],
    "missing": ["in missing"],
    "extra": ["in extra"],
    "finding": "in finding",
    "known_issue": KnownIssueNote(
        state=IssueState.CHANGED, issue="in issue", place="in known_issues.toml:3"
    ),
    "at_fault": "in at fault",
    "adapter_calls": [
        AdapterCallNote(method="in method", returned=False, locator="in locator"),
    ],
    "not_looked_at": ["in not looked at"],
    "left_behind": ["in left behind"],
    "summary": SummaryNote(subject="in subject", text="in body", html="in html"),
    "conversations": [
        ConversationNote(
            port=993,
            listening_on=40993,
            opened_at=1.0,
            tls=TlsNote(version="in TLS"),
            lines=[LineNote(at=1.5, who="app", text="in line")],
            logins=[LoginNote(user="in user", method="in method", at=1.5, text="in answer")],
        )
    ],
    "log": "in log",
}
"""A value of each field that the pages show."""

FULL = Record(**SHOWN)

MARKS = ("in ", "in/", "https://in")
"""How the marked texts in FULL begin."""

POSITIONS = {"epoch", "line", "worker"}
"""Fields that only Playwright's report uses, to place a test in time, file and process."""


def texts(value: object) -> list[str]:
    """Return every text at any depth that a page must contain."""
    if isinstance(value, dict):
        return [text for each in value.items() for text in texts(list(each))]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) and value.startswith(MARKS) else []


def facts_of_fallback_page(record: Record) -> list[tuple[str, str]]:
    """Return names and texts of the facts on the fallback page."""
    page = html.fromstring(fallback_page.draw([record], {}))
    (listed,) = page.find_class("facts")
    return [
        (str(name.text_content()), " ".join(str(text.text_content()).split()))
        for name, text in zip(listed.iter("dt"), listed.iter("dd"), strict=True)
    ]


@pytest.mark.parametrize(
    "record", [*EVERY_OUTCOME, UNSEEN, OF_ADAPTER, FULL], ids=lambda each: each.key
)
def test_both_pages_show_the_same_facts(record: Record) -> None:
    annotations = [
        (each["type"], " ".join(each["description"].split()))
        for each in result(record, 0)["annotations"]
    ]
    assert facts_of_fallback_page(record) == annotations
    assert [name for name, _ in annotations] == [fact.name for fact in facts(record)]


def test_both_pages_show_every_field() -> None:
    assert SHOWN.keys() | POSITIONS == set(Record.__struct_fields__)
    expected = texts(msgspec.to_builtins(FULL))
    assert len(expected) > 30
    report = json.dumps(result(FULL, 0), ensure_ascii=False) + FULL.name
    page = fallback_page.draw([FULL], FULL.run)
    for where in (report, page):
        assert [text for text in expected if text not in where] == []


@pytest.mark.parametrize(
    ("transcript", "note"),
    [
        (Transcript, ConversationNote),
        (Line, LineNote),
        (Login, LoginNote),
        (TlsFacts, TlsNote),
    ],
)
def test_a_conversation_keeps_every_field_of_the_front_doors_transcript(
    transcript: type, note: type[msgspec.Struct]
) -> None:
    assert {each.name for each in fields(transcript)} == set(note.__struct_fields__)


def test_an_error_of_the_adapter_is_told_as_the_adapters() -> None:
    assert headline(OF_ADAPTER) == "error of the adapter sync/adapter: Why sync/adapter."
    assert Fact("at fault", "the adapter") in facts(OF_ADAPTER)
    shown = "wanted: Crm.sync_now to return Imported; happened: Crm.sync_now returned None"
    assert Fact("shown", shown) in facts(OF_ADAPTER)


def test_a_row_that_looked_at_nothing_says_so_and_is_no_pass() -> None:
    assert facts(UNSEEN)[0] == Fact("outcome", "not looked at: no lists")
    assert entries([UNSEEN])["report.json"]["stats"]["skipped"] == 1
    assert result(UNSEEN, 0)["status"] == "skipped"
