"""In a real pytest run, an error in bluebar never looks like a failure of the app."""

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]

CONFTEST = """
import pytest
from bluebar.reports.plugin import RUN_FACTS, keep_everything
from bluebar.reports.record.record_fields import ScenarioNote

def pytest_configure(config):
    keep_everything(config)
    config.stash[RUN_FACTS] = {"mail server": "a test", "replay": "--seed 7"}

class Ours(Exception):
    outcome = "error"

class TheApps(AssertionError):
    outcome = "failed"

@pytest.fixture
def noted(attempt):
    attempt.scenario = ScenarioNote(id="a/b", why="Why.", route="front door")
    with attempt.phase("open the form"):
        pass
    return attempt
"""

TESTS = {
    "passes": "def test_it(noted): noted.clicked = True",
    "the app": "def test_it(noted): raise TheApps('grey')",
    "ours": "def test_it(noted):\n    noted.clicked = True\n    raise Ours('no Docker')",
    "before the click": "def test_it(noted): raise ValueError('no such button')",
    "after the click": "def test_it(noted):\n    noted.clicked = True\n    raise OSError('gone')",
    "an assert after the click": "def test_it(noted):\n    noted.clicked = True\n    assert not 1",
    "not offered": "def test_it(noted): pytest.skip('not offered: no banner')",
    "known": "def test_it(noted): noted.clicked = True; pytest.xfail('known')",
}


@pytest.fixture(autouse=True)
def _ours_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, body: str, *options: str) -> tuple[Any, dict[str, Any], str]:
    """Run one test; return pytest's result, the record, and the element that JUnit has for it."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(f"import pytest\nfrom conftest import Ours, TheApps\n{body}\n")
    pytester.makeini("[pytest]\npythonpath = .")
    result = pytester.runpytest_subprocess(
        "-p", "bluebar.reports.plugin", "--reports", str(pytester.path / "out"), *QUICK, *options
    )
    latest = pytester.path / "out" / "latest"
    (line,) = (latest / "records.jsonl").read_text().splitlines()
    case = ElementTree.parse(latest / "junit.xml").find(".//testcase")  # noqa: S314 - our own
    assert case is not None
    return result, json.loads(line), case[0].tag if len(case) else ""


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["one process", "two workers"])
@pytest.mark.parametrize(
    ("body", "outcome", "counted", "tag", "status"),
    [
        ("passes", "passed", {"passed": 1}, "", 0),
        ("the app", "failed", {"failed": 1}, "failure", 1),
        ("ours", "error", {"errors": 1}, "error", 1),
        ("before the click", "error", {"errors": 1}, "error", 1),
        ("after the click", "error", {"errors": 1}, "error", 1),
        ("an assert after the click", "failed", {"failed": 1}, "failure", 1),
        ("not offered", "not offered", {"skipped": 1}, "skipped", 5),
        ("known", "known finding", {"xfailed": 1}, "skipped", 0),
    ],
)
def test_terminal_junit_record_and_status_agree(
    pytester: pytest.Pytester,
    body: str,
    outcome: str,
    counted: dict[str, int],
    tag: str,
    status: int,
    options: tuple[str, ...],
) -> None:
    result, record, element = run(pytester, TESTS[body], *options)
    assert record["outcome"] == outcome
    result.assert_outcomes(**counted)
    assert element == tag
    assert result.ret == status


def test_a_run_that_judged_nothing_says_so(pytester: pytest.Pytester) -> None:
    result, _, _ = run(pytester, TESTS["not offered"])
    result.stdout.fnmatch_lines(["nothing was judged*"])


def test_the_terminal_shows_a_failure_with_its_replay_command(pytester: pytest.Pytester) -> None:
    result, record, _ = run(pytester, TESTS["the app"])
    assert record["replay"].endswith("test_it --seed 7")
    result.stdout.fnmatch_lines(
        [
            "failed a/b: Why.",
            "  expected: it",
            "  shown:    grey",
            "  the wire: the app opened no connection to the front door",
            f"  replay:   {record['replay'].replace('[', '[[]')}",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize("named", ["../elsewhere", "../elsewhere/test_own.py::test_it"])
def test_a_test_outside_of_the_root_has_one_id_for_every_command_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    home, elsewhere = pytester.mkdir("home"), pytester.mkdir("elsewhere")
    (home / "pytest.ini").write_text("[pytest]")
    (home / "conftest.py").write_text(CONFTEST)
    (elsewhere / "test_own.py").write_text(f"from conftest import *\n{TESTS['passes']}")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{home}")
    monkeypatch.chdir(home)
    command = [sys.executable, "-m", "pytest", "-p", "bluebar.reports.plugin", "conftest.py", named]
    pytester.run(*command, "--reports", "out")
    (line,) = (home / "out" / "latest" / "records.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert record["test"] == "../elsewhere/test_own.py::test_it"
    assert record["replay"] == f"bluebar run {record['test']} --seed 7"


def test_listing_the_tests_writes_nothing(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS["passes"])
    pytester.makeini("[pytest]\npythonpath = .")
    out = pytester.path / "out"
    result = pytester.runpytest_subprocess(
        "-p", "bluebar.reports.plugin", "--reports", str(out), "--collect-only"
    )
    result.stdout.fnmatch_lines("*1 test collected*")
    assert not out.exists()


@pytest.mark.parametrize("output", [("--output", "."), ("--output=elsewhere",)])
def test_an_output_folder_is_rejected_because_the_report_gets_its_files(
    pytester: pytest.Pytester, output: tuple[str, ...]
) -> None:
    pytester.makeconftest(CONFTEST)
    source = pytester.makepyfile(TESTS["passes"])
    result = pytester.runpytest_subprocess("-p", "bluebar.reports.plugin", *output)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*name the folder for reports: --reports DIR"])
    assert source.exists()


def test_an_unwritable_folder_fails_no_test(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(f"import pytest\n{TESTS['passes']}")
    blocked = pytester.path / "blocked"
    blocked.write_text("a file")
    result = pytester.runpytest_subprocess(
        "-p",
        "bluebar.reports.plugin",
        "--reports",
        str(blocked),
        f"--junitxml={pytester.path / 'j.xml'}",
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*the report is incomplete*"])


@pytest.mark.parametrize(
    ("options", "kept"), [((), "on"), (("--tracing=off",), "off"), (("-n1",), "on")]
)
def test_traces_are_kept_unless_an_option_says_otherwise(
    pytester: pytest.Pytester, options: tuple[str, ...], kept: str
) -> None:
    body = (
        "def test_it(noted, pytestconfig):\n"
        f"    assert pytestconfig.option.tracing == {kept!r}\n"
        "    noted.clicked = True\n"
    )
    _, record, _ = run(pytester, body, *options)
    assert record["outcome"] == "passed"


TELLS = """
def test_it(noted, record_property, pytestconfig):
    noted.clicked = True
    noted.note_secret('sesame "open"')
    record_property('told', 'sesame "open"')
    noted.log += 'login as sesame "open"'
"""


def written(pytester: pytest.Pytester) -> str:
    """Return all that the run wrote."""
    latest = pytester.path / "out" / "latest"
    return "".join(each.read_text() for each in sorted(latest.iterdir()) if each.is_file())


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_no_written_file_contains_a_noted_secret(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    result, record, _ = run(
        pytester, f"{TELLS}    raise TheApps('sesame \"open\" is shown')", *options
    )
    assert result.ret == 1
    assert record["log"] == "login as " + "x" * 13
    assert "sesame" not in written(pytester)


def test_a_picture_is_in_the_folder_of_its_attempt(pytester: pytest.Pytester) -> None:
    body = """
def test_it(noted):
    noted.clicked = True
    with noted.phase("fill in"):
        pass
    noted.note_picture(b"JPEG")
"""
    _, record, _ = run(pytester, body, "-n", "1")
    picture = record["attachments"]["fill in"]
    assert picture.startswith("attempts/a-b-")
    assert (pytester.path / "out" / "latest" / picture).read_bytes() == b"JPEG"


def test_a_remaining_secret_fails_a_run_in_which_every_test_passed(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        forgets="""
        import bluebar.reports.scrubber
        bluebar.reports.scrubber.rewrite = lambda file, redactor: True
        """
    )
    result, _, _ = run(pytester, TELLS, "-p", "forgets")
    result.assert_outcomes(passed=1)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*junit.xml: contains a secret (HTML)"])
    result.stdout.no_fnmatch_line("*sesame*")
