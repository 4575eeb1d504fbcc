"""A row that is not offered is a skip in a browser suite, an error by --all-offered."""

from pathlib import Path

import pytest

from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]

ROW = """
import pytest
from bluebar.e2e.outcome.not_offered import NotOffered

@pytest.fixture
def refusing():
    raise NotOffered("no bar")

def test_in_its_body():
    raise NotOffered("no bar")

def test_in_a_fixture(refusing):
    pass
"""


@pytest.fixture(autouse=True)
def _tests_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    pytester.makepyfile(ROW)
    return pytester.runpytest_subprocess(*QUICK, "-p", "bluebar", "-rs", *options)


def test_it_is_skipped_with_its_reason(pytester: pytest.Pytester) -> None:
    ended = run(pytester)
    ended.assert_outcomes(skipped=2)
    ended.stdout.fnmatch_lines(["SKIPPED * not offered: no bar"])


def test_it_is_an_error_in_a_run_that_must_judge_every_row(pytester: pytest.Pytester) -> None:
    ended = run(pytester, "--all-offered")
    ended.assert_outcomes(failed=1, errors=1)
    ended.stdout.fnmatch_lines(["*RowNotOffered: *every scenario to judge the app*"])


def test_a_test_of_bluebar_itself_fails_if_it_is_skipped(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "from tests.conftest import pytest_runtest_makereport as pytest_runtest_makereport"
    )
    pytester.makepyfile(
        "import pytest\n"
        "def test_skipped(): pytest.skip('not offered: no bar')\n"
        "def test_allowed(): pytest.skip('no Docker here: no socket')"
    )
    ended = pytester.runpytest_subprocess("-rs")
    ended.assert_outcomes(failed=1, skipped=1)
    ended.stdout.fnmatch_lines(["*no test may skip itself here*: not offered: no bar"])
