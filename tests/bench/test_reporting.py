"""The bench's attempts, table and verdict; that it measures is seen by running it."""

import io
import zipfile

import pytest

from bench.attempts import make_up
from bench.reporting import Row, judge, main, table
from bluebar.reports.secrets.redaction import Redactor
from bluebar.reports.secrets.trace_secrets import session_secrets


def test_a_made_up_attempt_holds_its_secrets_where_real_ones_do() -> None:
    made = make_up(7)
    trace = zipfile.ZipFile(io.BytesIO(made.trace))
    assert len(session_secrets(trace)) == 6  # five cookies and a token
    passwords = Redactor(made.secrets)
    told = [name for name in trace.namelist() if passwords.find(trace.read(name))]
    assert told == ["trace.trace", "resources/posted.dat"]


def test_the_same_number_makes_the_same_attempt_and_another_one_another() -> None:
    assert make_up(1).trace == make_up(1).trace
    assert set(make_up(1).secrets).isdisjoint(make_up(2).secrets)


def test_the_table_tells_what_each_way_took_and_left() -> None:
    _, moved, ours = table(
        [
            Row(way="moved", seconds=0.04, size=831.4, fixed=0, left=1500),
            Row(way="bluebar", seconds=1.5, size=211, fixed=2203, left=0),
        ]
    ).splitlines()
    assert moved.split() == ["moved", "0.04", "831", "0", "1500"]
    assert ours.split() == ["bluebar", "1.50", "211", "2203", "0"]


@pytest.mark.parametrize(
    ("seconds", "for_secrets", "count", "status"),
    [(1.9, 0.9, 100, 0), (2.1, 0.9, 100, 1), (1.9, 1.1, 100, 1), (9.0, 9.0, 10, 0)],
)
def test_too_long_is_told_where_there_are_enough_attempts_to_judge(
    seconds: float, for_secrets: float, count: int, status: int
) -> None:
    assert judge(seconds, for_secrets, count) == status


def test_no_attempts_at_all_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--attempts", "0"])
    assert "at least 1" in capsys.readouterr().err
