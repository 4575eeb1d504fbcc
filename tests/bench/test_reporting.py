"""The reporting benchmark's attempts, table and verdict; no test runs the measurement."""

import io
import zipfile

import pytest

from bench.reporting import ReportingResult, judge, main, table
from bench.sample_attempts import make_attempt
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.trace_secrets import session_secrets


def test_a_sample_attempt_has_secrets_where_a_real_attempt_has_them() -> None:
    made = make_attempt(7)
    trace = zipfile.ZipFile(io.BytesIO(made.trace))
    assert len(session_secrets(trace)) == 6  # five cookies and a token
    passwords = Redactor(made.secrets)
    found = [name for name in trace.namelist() if passwords.find(trace.read(name))]
    assert found == ["trace.trace", "resources/posted.dat"]


def test_the_same_number_makes_the_same_attempt_and_another_number_another() -> None:
    assert make_attempt(1).trace == make_attempt(1).trace
    assert set(make_attempt(1).secrets).isdisjoint(make_attempt(2).secrets)


def test_the_table_has_the_cost_and_the_secrets_of_each_candidate() -> None:
    _, moved, ours = table(
        [
            ReportingResult(candidate="moved", seconds=0.04, size=831.4, fixed=0, left=1500),
            ReportingResult(candidate="bluebar", seconds=1.5, size=211, fixed=2203, left=0),
        ]
    ).splitlines()
    assert moved.split() == ["moved", "0.04", "831", "0", "1500"]
    assert ours.split() == ["bluebar", "1.50", "211", "2203", "0"]


@pytest.mark.parametrize(
    ("seconds", "of_scrubbing", "count", "status"),
    [(1.9, 0.9, 100, 0), (2.1, 0.9, 100, 1), (1.9, 1.1, 100, 1), (9.0, 9.0, 10, 0)],
)
def test_the_benchmark_fails_if_bluebar_is_too_slow_on_enough_attempts(
    seconds: float, of_scrubbing: float, count: int, status: int
) -> None:
    assert judge(seconds, of_scrubbing, count) == status


def test_zero_attempts_are_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--attempts", "0"])
    assert "at least 1" in capsys.readouterr().err
