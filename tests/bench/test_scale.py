"""bench/scale.py measures a mailbox, and leaves out sizes that are too large for a brand."""

import json
from pathlib import Path

import pytest

from bench import scale


def test_a_mailbox_is_measured_and_larger_ones_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scale.json"
    sizes = ("--messages", "60", "5001")
    assert scale.main([*sizes, "--mailserver", "jvm", "--json", str(file)]) == 0
    (only,) = json.loads(file.read_text())
    assert only["brand"] == "GreenMail"
    assert only["messages"] >= 60
    assert only["deliver"] > 0
    assert "| GreenMail |" in capsys.readouterr().out
