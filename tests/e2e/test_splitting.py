"""The groups of --splits contain every test once, in the order of a whole run."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]
GROUPS = 4
ALGORITHMS = pytest.mark.parametrize("algorithm", ["duration_based_chunks", "least_duration"])


def collecting(*options: str) -> subprocess.Popen[str]:
    """Start to collect the suite, without running a test."""
    command = [sys.executable, "-m", "pytest", "e2e", *QUICK, "--collect-only", "-q", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def collected(process: subprocess.Popen[str]) -> list[str]:
    """Return the ids of the collected tests, in order."""
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return [line for line in said.splitlines() if "::" in line]


@pytest.fixture(scope="module")
def every() -> list[str]:
    """The ids of all tests, in the order of a whole run."""
    return collected(collecting())


@ALGORITHMS
def test_all_groups_together_contain_every_test_once_and_in_order(
    every: list[str], algorithm: str
) -> None:
    split = ("--splits", str(GROUPS), "--splitting-algorithm", algorithm)
    parts = [collecting(*split, "--group", str(number)) for number in range(1, GROUPS + 1)]
    groups = [collected(part) for part in parts]
    assert sorted(test for group in groups for test in group) == sorted(every)
    assert groups == [sorted(group, key=every.index) for group in groups]
    # By chunks the first groups are filled up, and the last one has what is left.
    assert max(map(len, groups)) - min(map(len, groups)) < GROUPS


ROWS = """
import pytest
from bluebar.e2e.scenarios.all_scenarios import ALL
@pytest.mark.parametrize("scenario", ALL[:24:-3], ids=lambda row: row.id)
def test_it(scenario): pass
"""


def test_workers_of_a_group_run_only_tests_of_the_group(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(ROWS)
    pytester.makeconftest('pytest_plugins = ["bluebar.e2e.plugin"]')

    def ran(*options: str) -> list[str]:
        result = pytester.runpytest_subprocess(*QUICK, "-n", "2", "-rA", *options)
        assert result.ret == 0
        return [line for line in result.stdout.lines if line.startswith("PASSED")]

    split = ("--splits", "2", "--splitting-algorithm", "least_duration")
    groups = [ran(*split, "--group", str(number)) for number in (1, 2)]
    assert all(groups)
    assert sorted(groups[0] + groups[1]) == sorted(ran())
