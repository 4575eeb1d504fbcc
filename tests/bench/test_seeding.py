"""The seeding benchmark's table and command line; no test runs the measurement."""

import pytest

from bench.seeding import main
from bench.table import SeedingResult, table


def test_the_table_compares_with_the_first_candidate_and_marks_scaled_times() -> None:
    rows = [SeedingResult("slow", 200.0, 300), SeedingResult("fast", 0.5, 5000, "median of 3")]
    _, slow, fast = table(rows, 5000).splitlines()

    assert slow.split() == ["slow", "200.00", "40.000", "1.0", "300,", "scaled"]
    assert fast.split()[:4] == ["fast", "0.50", "0.100", "400.0"]
    assert fast.endswith("5000 (median of 3)")


def test_zero_messages_are_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--messages", "0"])

    assert "at least 1" in capsys.readouterr().err


def test_help_names_the_candidates_and_the_effect_of_a_busy_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])

    out = capsys.readouterr().out
    assert "imap_tools" in out
    assert "On a busy machine" in out
    assert "scaled" in out
