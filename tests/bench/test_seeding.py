"""The bench's table and its command line; that it measures is seen by running it."""

import pytest

from bench.seeding import main
from bench.table import Row, table


def test_ways_are_told_beside_the_first_and_scaled_ones_as_such() -> None:
    rows = [Row("slow", 200.0, 300), Row("fast", 0.5, 5000, "median of 3")]
    _, slow, fast = table(rows, 5000).splitlines()

    assert slow.split() == ["slow", "200.00", "40.000", "1.0", "300,", "scaled"]
    assert fast.split()[:4] == ["fast", "0.50", "0.100", "400.0"]
    assert fast.endswith("5000 (median of 3)")


def test_no_messages_at_all_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--messages", "0"])

    assert "at least 1" in capsys.readouterr().err


def test_help_says_what_is_measured_and_what_varies(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    out = capsys.readouterr().out
    assert "What varies" in out
    assert "scaled" in out
