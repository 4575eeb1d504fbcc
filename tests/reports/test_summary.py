"""A summary names failed and flaky tests with reasons, in every format as text, not as markup."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from bluebar.commands.main import main
from bluebar.reports.history.history_file import History, write_history
from bluebar.reports.history.run_summary import summarize_run
from bluebar.reports.record.failure_message import failure_reason, on_one_line
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import CountNote, ScenarioNote
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.summaries.annotations import to_annotations
from bluebar.reports.summaries.markdown import to_markdown
from bluebar.reports.summaries.slack import BLOCKS, TEXT, to_slack
from bluebar.reports.summaries.summary import Summary, summarize
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, RUN, RUN_AGAIN, record
from tests.reports.test_records import records

LINK = "https://ci.example/a report/index.html"


def written(home: Path, name: str, records: Sequence[Record]) -> str:
    """Write a run's records; return the path of the folder."""
    folder = ReportFolder(home, name=name)
    folder.make()
    folder.write_records(records)
    return str(folder.path)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the output of `bluebar report summary`."""
    assert main(["report", "summary", *arguments]) == 0
    return capsys.readouterr().out


def test_the_reason_is_a_verdict_a_count_or_a_message() -> None:
    assert failure_reason(FALSE_SUCCESS) == (
        "expected Rejected(wrong credentials), shown false success: app said Connected; "
        "the wire says NO LOGIN failed at +0.2 s"
    )
    counts = [CountNote(name="messages", expected=33, shown=34, on_server=33)]
    off = record("counts/off", Outcome.FAILED, counts=counts, error="E   AppFailure: off by one")
    assert failure_reason(off) == "messages: expected 33, shown 34"
    named = replace(off, extra=["message: Hi (a copy)"])
    assert failure_reason(named) == "messages: expected 33, shown 34; extra message: Hi (a copy)"
    ours = replace(off, outcome=Outcome.ERROR, error="E   HarnessError: wanted: a\nE   happened: b")
    assert failure_reason(ours) == "wanted: a; happened: b"


def test_the_reason_is_the_last_of_chained_exceptions() -> None:
    error = (
        "E   urllib.error.HTTPError: HTTP Error 400\n\n"
        "The above exception was the direct cause of the following exception:\n\n"
        "E   bluebar.mailserver.greenmail.rest_api.AccountNotMade: wanted: an account\n"
        "E   happened: it is taken\n"
        "E   where: there\nmailserver/api.py:61: AccountNotMade"
    )
    ours = record("counts/ours", Outcome.ERROR, error=error)
    assert failure_reason(ours) == "wanted: an account; happened: it is taken"


def test_all_attempts_at_a_test_count_as_one_test() -> None:
    summary = summarize(EVERY_OUTCOME)
    assert summary.title == "bluebar: 1 error, 2 failed, 1 flaky, 1 not offered, 1 passed"
    assert [test.outcome for test in summary.tests] == ["error", "failed", "failed", "flaky"]
    assert summary.tests[-1].reason == "gone"


def test_each_launcher_has_counts_and_names_the_reason_for_a_fallback() -> None:
    docker = {"run": RUN | {"way": "docker", "mail server": "GreenMail 2.1.8 (docker: asked for)"}}
    both = [*EVERY_OUTCOME, record("counts/all-well", Outcome.FAILED, **docker)]
    launchers = {each.name: each for each in summarize(both).launchers}
    assert launchers["docker"].counts == {Outcome.FAILED: 1}
    assert launchers["jvm"].counts[Outcome.PASSED] == 1
    assert "`GreenMail 2.1.8 (jvm: auto: no Docker answers)`" in to_markdown(summarize(both))


def test_a_run_that_could_not_start_is_in_the_summary() -> None:
    alone = record(
        "x",
        Outcome.ERROR,
        test="the run",
        scenario=ScenarioNote(),
        run={},
        error="E   X: no Docker",
    )
    text = to_markdown(summarize([alone]))
    assert "| `no mail server` | 1 | 1 |" in text
    assert "| **error** | – | `the run` | `no Docker` |" in text
    assert to_annotations(summarize([alone])) == "::error title=error%3A the run::no Docker\n"


def cells(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each cell of a table's body."""
    for opening, inside in pairwise(tokens):
        if opening.type == "td_open":
            yield inside.children or []


@given(records, st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_a_code_span_in_its_markdown_cell(wild: Record, link: str) -> None:
    wild = replace(wild, outcome=Outcome.FAILED, run={"way": "jvm", "mail server": wild.log})
    summary = summarize([wild], link=link)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(to_markdown(summary))
    server, _, _, outcome, way, name, why = cells(tokens)
    for inside, text in ((server, wild.log), (name, wild.name), (why, failure_reason(wild))):
        code = [token for token in inside if token.type not in ("link_open", "link_close")]
        shown = "".join(each if each.isprintable() else "\ufffd" for each in on_one_line(text))
        if shown:
            assert [(token.type, token.content) for token in code] == [("code_inline", shown)]
        else:
            assert [(token.type, token.content) for token in code] == [("text", "–")]
    assert [token.content for token in outcome if token.content] == ["failed"]
    assert way[0].content == "jvm"
    if link:
        target = next(str(token.attrs["href"]) for token in name if token.type == "link_open")
        assert unquote(target) == unquote(f"{link}#?testId={wild.test_id}")


def texts(value: Any) -> Iterator[str]:
    """Yield each text in a message of Slack's."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


@given(st.lists(records, max_size=5), st.integers(0, 20), st.text(max_size=400))
@example([FALSE_SUCCESS], 1, "x" * TEXT)
def test_a_slack_message_respects_slacks_limits_and_counts_the_omitted_tests(
    some: list[Record], times: int, link: str
) -> None:
    many = [
        replace(each, test=f"{each.test}{number}", outcome=Outcome.FAILED, error=each.error * 200)
        for number in range(times)
        for each in some
    ]
    summary = summarize(many, link=link)
    message = to_slack(summary)
    assert len(message["blocks"]) <= BLOCKS
    assert len(message["blocks"][0]["text"]["text"]) <= 150
    assert all(len(text) <= TEXT for text in texts(message))
    last_line = re.fullmatch(r"… and (\d+) more.*", list(texts(message))[-1])
    omitted = int(last_line[1]) if last_line else 0
    failed = [text for text in texts(message) if text == "failed "]
    assert len(failed) + omitted == len(summary.tests)


def test_a_slack_message_has_plain_text_and_links_to_tests() -> None:
    blocks = to_slack(summarize(EVERY_OUTCOME, link=LINK))["blocks"]
    (section,) = blocks[-1]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "flaky ", "style": {"bold": True}},
        {
            "type": "link",
            "url": f"{LINK}#?testId={record(RUN_AGAIN, Outcome.PASSED).test_id}",
            "text": RUN_AGAIN,
        },
        {"type": "text", "text": " (jvm): gone"},
    ]


def test_an_annotation_has_file_and_line_and_a_flaky_test_is_a_warning() -> None:
    raised = (
        "e2e/test_refusals.py:41: \nE   AppFailure: 50 % grey\ne2e/expectations.py:66: AppFailure"
    )
    named = record(
        "refusals/a,b", Outcome.FAILED, error=raised, test="e2e/test_refusals.py::test_x"
    )
    flaky = [each for each in EVERY_OUTCOME if each.name == RUN_AGAIN]
    assert to_annotations(summarize([named, *flaky])).splitlines() == [
        "::error file=e2e/test_refusals.py,line=41,title=failed%3A refusals/a%2Cb (jvm)"
        "::50 %25 grey",
        "::warning file=e2e/test_counts.py,line=18,title=flaky%3A counts/sometimes (jvm)::gone",
    ]


@given(st.lists(records, min_size=1, max_size=4))
def test_text_of_a_test_adds_no_workflow_command(some: list[Record]) -> None:
    lines = to_annotations(summarize(some)).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(summarize(some).tests)
    for line in lines:
        _, command, _ = line.split("::", 2)
        properties = dict(each.split("=", 1) for each in command.partition(" ")[2].split(","))
        assert properties.keys() <= {"file", "line", "title"}


def test_json_has_the_outcome_of_every_attempt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, "run", EVERY_OUTCOME)
    summary = json.loads(printed(capsys, run, "--format", "json", "--link", LINK))
    assert summary["ways"][0]["counts"]["failed"] == 2
    last = summary["tests"][-1]
    assert (last["outcome"], last["attempts"]) == ("flaky", ["failed", "passed"])
    assert last["link"] == f"{LINK}#?testId={last['id']}"


def test_shards_are_summarized_as_one_run_and_duplicate_records_count_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = written(tmp_path, "whole", EVERY_OUTCOME)
    shards = [written(tmp_path, f"shard-{n}", EVERY_OUTCOME[n::2]) for n in (1, 0)]
    expected = printed(capsys, whole, "--format", "json")
    assert printed(capsys, *shards, "--format", "json") == expected
    assert printed(capsys, *shards, whole, "--format", "json") == expected


def previous_run(home: Path, *before: Record) -> Path:
    """Write a history with one run."""
    file = home / "history.jsonl"
    write_history(file, History().with_run(summarize_run(before)))
    return file


def test_only_new_failures_are_listed_and_the_known_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, "run", EVERY_OUTCOME)
    known = replace(FALSE_SUCCESS, began=1.0)
    passed = record("counts/no-room", Outcome.PASSED, began=1.0)
    file = previous_run(tmp_path, known, passed)
    text = printed(capsys, run, "--only-new", "--history", str(file))
    assert "### New; 1 known failures omitted" in text
    assert "`counts/no-room`" in text
    assert FALSE_SUCCESS.name not in text


def test_a_summary_without_new_failures_has_a_heading_for_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, "run", [FALSE_SUCCESS])
    file = previous_run(tmp_path, replace(FALSE_SUCCESS, began=1.0))
    text = printed(capsys, run, "--only-new", "--history", str(file))
    assert text.endswith("### Nothing new; 1 known failures omitted\n")


def test_failures_stay_new_if_the_history_already_contains_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path, "run", [FALSE_SUCCESS])
    file = previous_run(tmp_path, FALSE_SUCCESS)
    assert FALSE_SUCCESS.name in printed(capsys, run, "--only-new", "--history", str(file))


@pytest.mark.parametrize(
    ("arguments", "happened"),
    [
        (["nowhere"], "records.jsonl is missing"),
        (["."], "records.jsonl cannot be read"),
        ([".", "--only-new"], "the option --history is missing"),
    ],
)
def test_a_summary_that_cannot_be_made_is_an_error(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    happened: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    good = "--only-new" in arguments
    Path("records.jsonl").write_text(FALSE_SUCCESS.to_line() if good else "[]")
    assert main(["report", "summary", *arguments]) == 2
    output = capsys.readouterr()
    assert happened in output.err
    assert output.err.startswith("wanted: ")
    assert output.out == ""


@given(st.lists(records, max_size=6))
def test_every_summary_has_every_format(some: list[Record]) -> None:
    summary: Summary = summarize(some, link=LINK, known=set())
    assert to_markdown(summary).startswith("## bluebar: ")
    json.dumps(to_slack(summary))
    to_annotations(summary)
