"""A rerun test keeps every attempt, and never looks as if its first attempt had passed."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.child_pytest import QUICK
from tests.reports.test_plugin import CONFTEST, ROOT

TRIES = """
import pytest, zipfile
from pathlib import Path
from conftest import Ours, TheApps

@pytest.fixture
def number(request):
    return request.node.execution_count

@pytest.fixture
def leaves(noted, number, request):
    noted.clicked = True
    with noted.phase("connect"):
        pass
    noted.note_picture(b"JPEG %d" % number)
    trace = Path(f"trace-of-{number}.zip").absolute()
    with zipfile.ZipFile(trace, "w") as archive:
        archive.writestr("which", str(number))
    request.node.user_properties[:] = [("playwright_trace", str(trace))]
"""
BODIES = {
    "the app": "def test_it(leaves, number):\n    if number == 1: raise TheApps('grey')",
    "ours": "def test_it(leaves, number):\n    if number == 1: raise Ours('no Docker')",
    "set-up": """
@pytest.fixture
def late(leaves, number):
    if number == 1: raise Ours('no mailbox')
def test_it(late): pass""",
    "teardown": """
@pytest.fixture
def late(leaves, number):
    yield
    if number == 1: raise OSError('no port')
def test_it(late): pass""",
    "both": """
@pytest.fixture
def late(leaves, number):
    yield
    if number == 1: raise OSError('no port')
def test_it(late, number):
    if number == 1: raise TheApps('grey')""",
    "always": "def test_it(leaves, number): raise TheApps(f'grey {number}')",
}
WAYS = pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])


@pytest.fixture(autouse=True)
def _ours_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, body: str, *options: str) -> tuple[Any, list[dict[str, Any]]]:
    """Run one test, once more when it fails; return pytest's result and the records."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(f"{TRIES}\n{body}\n")
    result = pytester.runpytest_subprocess(
        *QUICK, "-p", "bluebar.reports.plugin", "--reports", "out", "--reruns", "1", *options
    )
    lines = (pytester.path / "out" / "latest" / "records.jsonl").read_text().splitlines()
    return result, [json.loads(line) for line in lines]


def cases(pytester: pytest.Pytester) -> list[str]:
    """Return JUnit's outcome of each attempt; check that JUnit's totals agree with them."""
    junit = ElementTree.parse(pytester.path / "out" / "latest" / "junit.xml")  # noqa: S314 - our own
    said = [next((each.tag for each in case), "passed") for case in junit.iterfind(".//testcase")]
    suite = junit.find("testsuite")
    assert suite is not None
    told = {name: int(suite.attrib[name]) for name in ("failures", "errors", "tests")}
    assert told == {
        "failures": said.count("failure"), "errors": said.count("error"), "tests": len(said),
    }  # fmt: skip
    return said


@WAYS
@pytest.mark.parametrize(
    ("body", "first", "tag"),
    [
        ("the app", "failed", "failure"),
        ("ours", "error", "error"),
        ("set-up", "error", "error"),
        ("teardown", "error", "error"),
        ("both", "failed", "failure"),
    ],
)
def test_record_and_junit_keep_the_outcome_of_each_attempt(
    pytester: pytest.Pytester, body: str, first: str, tag: str, options: tuple[str, ...]
) -> None:
    result, records = run(pytester, BODIES[body], *options)
    assert [(each["attempt"], each["outcome"]) for each in records] == [(1, first), (2, "passed")]
    assert cases(pytester) == [tag, "passed"]
    assert result.ret == 0


@WAYS
def test_each_attempt_keeps_its_own_trace_and_pictures(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    _, records = run(pytester, BODIES["the app"], *options)
    home = pytester.path / "out" / "latest"
    pictures = [(home / each["attachments"]["connect"]).read_bytes() for each in records]
    assert pictures == [b"JPEG 1", b"JPEG 2"]
    traces = [home / each["attachments"]["trace"] for each in records]
    assert len(set(traces)) == 2
    assert all(trace.is_file() for trace in traces)
    assert "trace-of" not in (home / "junit.xml").read_text()


def test_the_terminal_calls_a_test_flaky_and_says_why_its_first_attempt_failed(
    pytester: pytest.Pytester,
) -> None:
    result, _ = run(pytester, BODIES["the app"])
    result.stdout.fnmatch_lines(["flaky a/b: Why.", "  expected: it", "  shown:    grey"])


def test_a_test_that_fails_again_is_shown_once_with_its_last_attempt(
    pytester: pytest.Pytester,
) -> None:
    result, records = run(pytester, BODIES["always"])
    assert [each["outcome"] for each in records] == ["failed", "failed"]
    assert cases(pytester) == ["failure", "failure"]
    assert result.ret == 1
    result.stdout.fnmatch_lines(["failed a/b: Why.", "  expected: it", "  shown:    grey 2"])
    assert result.stdout.str().count("failed a/b: Why.") == 1


def test_an_attempt_without_notes_does_not_get_the_notes_of_the_one_before(
    pytester: pytest.Pytester,
) -> None:
    body = """
@pytest.fixture
def early(number):
    if number == 2: raise OSError('no browser')
def test_it(early, leaves): raise TheApps('grey')"""
    _, records = run(pytester, body)
    assert [each["outcome"] for each in records] == ["failed"]


def test_no_test_is_rerun_without_the_option(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("from conftest import TheApps\ndef test_it(noted): raise TheApps('grey')")
    result = pytester.runpytest_subprocess(
        *QUICK, "-p", "bluebar.reports.plugin", "--reports", "out"
    )
    result.assert_outcomes(failed=1)
    assert len((pytester.path / "out" / "latest" / "records.jsonl").read_text().splitlines()) == 1
