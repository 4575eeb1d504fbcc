"""A killed worker costs one test, which is an error and claims nothing that was not observed."""

import subprocess
import sys
from pathlib import Path

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.report_folder import read_records
from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]
ROWS = "article/imaps-993/whole-address or article/imap-143/whole-address"


def test_a_killed_worker_is_reported_with_its_scenario_and_only_known_facts(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            sys.executable, "-m", "pytest", "e2e", "--mailserver", "jvm", "-n", "2", "-k", ROWS,
            "-p", "tests.environment.killed", "--reports", str(tmp_path / "reports"),
            "--tracing", "off", *QUICK,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "INTERNALERROR" not in ended.stdout
    found = {each.outcome: each for each in read_records(tmp_path / "reports" / "latest")}
    assert found.keys() == {Outcome.ERROR, Outcome.PASSED}
    killed = found[Outcome.ERROR].scenario
    lines = ended.stdout.splitlines()
    first = lines.index(f"error {killed.id}: {killed.why}")
    assert lines[first + 2].startswith("  shown:    worker gw0 ended in the middle of this test")
    assert lines[first + 3] == "  the wire: unknown: this test left no notes"
    junit = (tmp_path / "reports" / "latest" / "junit.xml").read_text()
    assert "worker gw0 ended in the middle" in junit
