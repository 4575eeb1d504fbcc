"""Open a report in a browser, with the locked version of Playwright."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bluebar.reports.html.links import to_test
from bluebar.reports.open_report import serving
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.report_writer import write_report
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, PIXEL, RUN_AGAIN

ROOT = Path(__file__).parents[2]
LONGEST = 120
"""Seconds for a browser to read a report."""


def reader(*arguments: str) -> str:
    """Run the reader; return its output."""
    command = [sys.executable, "-m", "tests.reports.reader", *arguments]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report with every outcome."""
    folder = ReportFolder(tmp_path_factory.mktemp("home"))
    folder.make()
    attached = folder.path / "attempts" / "x"
    attached.mkdir(parents=True)
    (attached / "connect.png").write_bytes(PIXEL)
    reader("trace", str(attached / "trace.zip"))
    write_report(folder, EVERY_OUTCOME)
    assert not folder.problem
    return folder.path


Read = Callable[[str], dict[str, Any]]


def read(address: str) -> dict[str, Any]:
    """Return what the reader saw on the pages."""
    seen: dict[str, Any] = json.loads(reader("read", address, FALSE_SUCCESS.name, RUN_AGAIN))
    return seen


@pytest.fixture(scope="module")
def seen(report: Path) -> dict[str, Any]:
    """The report that `bluebar report open` serves."""
    with serving(report, 0) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            return read(f"http://127.0.0.1:{server.server_port}/")
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def seen_as_a_file(report: Path) -> dict[str, Any]:
    """The report after a double click."""
    return read(f"file://{report / 'index.html'}")


def test_the_title_has_outcomes_mail_server_and_why_its_launcher_was_chosen(
    seen: dict[str, Any],
) -> None:
    assert seen["title"] == (
        "bluebar: 1 error, 2 failed, 1 flaky, 1 not offered, 1 passed · "
        "GreenMail 2.1.8 (jvm: auto: no Docker answers)"
    )


def test_tests_that_need_a_look_come_first_under_a_heading_of_their_outcome(
    seen: dict[str, Any],
) -> None:
    first_words = [each.partition(":")[0] for each in seen["headings"]]
    assert first_words == ["error", "failed", "flaky", "e2e/test_counts.py"]
    assert len(seen["listed"]) == 5
    assert seen["counters"][:5] == ["All5", "Passed1", "Failed3", "Flaky1", "Skipped1"]


def test_verdicts_counts_and_outcomes_with_a_shared_symbol_have_labels(
    seen: dict[str, Any],
) -> None:
    assert set(seen["labels"]) == {
        "error", "false success", "Connected", "not Rejected(wrong credentials)",
        "20 contacts, not 19",
    }  # fmt: skip
    assert seen["skipped"] == ["not offered"]


def test_an_external_link_opens_the_page_of_a_test(
    report: Path, seen_as_a_file: dict[str, Any]
) -> None:
    address = to_test(f"file://{report / 'index.html'}", FALSE_SUCCESS.test_id)
    assert seen_as_a_file["addresses"][FALSE_SUCCESS.name] == address


def test_the_page_of_a_failure_shows_everything_in_order(seen: dict[str, Any]) -> None:
    page = seen["pages"][FALSE_SUCCESS.name]
    in_order = [
        "outcome: failed after count",
        "expected: Rejected(wrong credentials)",
        "shown: false success: app said Connected; the wire says NO LOGIN failed at +0.2 s",
        "the wire: port 993, TLSv1.3: LOGIN 'lisa' → NO failed at +0.2 s",
        "why: Why refusals/wrong-password.",
        "mail server: GreenMail 2.1.8",
        "seed: 7",
        "replay: pytest 'refusals/wrong-password' --seed 7",
        "the wire: port 993, TLSv1.3: LOGIN 'lisa' → NO failed at +0.2 s",
        "contacts         19                 20               –",
        "extra:   contact: lisa@atelier.example",
        "AppFailure: did not refuse",
        "fill the form in",
        "the summary email",
        "IMAP conversation at port 993, TLSv1.3",
        "+0.200 s  server  a NO LOGIN failed",
        "a log's line",
    ]
    at = -1
    for words in in_order:
        found = page["text"].find(words, at + 1)
        assert found > at, f"{words!r} is missing or too early in:\n{page['text']}"
        at = found
    sections = ["Errors", "Test Steps", "Screenshots", "Traces", "Attachments"]
    assert page["sections"][:5] == sections


def test_why_and_cited_issues_are_links(seen: dict[str, Any]) -> None:
    assert seen["pages"][FALSE_SUCCESS.name]["links"] == [
        "https://git.example/team/crm/blob/abc/docs/scenarios.md",
        "https://git.example/zammad/issues/3146",
    ]


def test_pictures_and_the_summary_email_are_drawn(seen: dict[str, Any]) -> None:
    summary, screenshot, trace = seen["pages"][FALSE_SUCCESS.name]["pictures"]
    assert (summary, screenshot) == (640, 1)
    assert trace > 1


def test_attempts_are_tabs(seen: dict[str, Any]) -> None:
    assert [each.split("\n")[0] for each in seen["pages"][RUN_AGAIN]["tabs"]] == ["Run", "Retry #1"]


def test_the_trace_is_one_click_from_the_list(seen: dict[str, Any]) -> None:
    assert any("Click" in each for each in seen["trace"]["actions"])


def test_no_script_of_an_app_or_a_mail_runs(
    seen: dict[str, Any], seen_as_a_file: dict[str, Any]
) -> None:
    for each in (seen, seen_as_a_file):
        assert each["ran"] == ""
        assert each["troubles"] == []


def test_a_report_opened_as_a_file_says_how_to_use_the_trace_viewer(
    seen: dict[str, Any], seen_as_a_file: dict[str, Any]
) -> None:
    assert not seen["note"]
    assert seen_as_a_file["note"]
    assert seen_as_a_file["trace"] == {"asked": True}
    for same in ("title", "headings", "listed", "labels", "pages"):
        assert seen_as_a_file[same] == seen[same]
