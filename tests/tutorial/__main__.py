"""Run docs/write-an-adapter.md as a reader would: its files, in a folder of somebody else's.

    python -m tests.tutorial [pytest options]

Exits with 0 when `check` finds nothing missing and each row came out as it must, the team's own and
its replay, too.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import read_records

ROOT = Path(__file__).parents[2]
DOC = ROOT / "docs" / "write-an-adapter.md"
A_FILE = re.compile(r"^<!-- file: (\S+) -->\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

OWN = "partners/self-signed"
MUST_BE = {
    "article/imaps-993/whole-address": Outcome.PASSED,
    "article/imap-143/whole-address": Outcome.PASSED,
    "article/summary-email": Outcome.NOT_OFFERED,
    "refusals/wrong-password/imaps-993": Outcome.PASSED,
    "refusals/closed-port-993": Outcome.PASSED,
    # Satchel has one answer for all that it did not think of.
    "refusals/unknown-host": Outcome.FAILED,
    OWN: Outcome.PASSED,
}
"""Rows, by id, and what must come of each."""


def write_files(folder: Path) -> list[Path]:
    """Write what the page says is a file; return them."""
    files = [(folder / name, text) for name, text in A_FILE.findall(DOC.read_text("utf-8"))]
    for file, text in files:
        file.write_text(text, encoding="utf-8")
    return [file for file, _ in files]


def judge(records: Sequence[Record]) -> list[str]:
    """Return what is not as it must be, a line each."""
    are = {record.name: record.outcome for record in records}
    return [
        f"{name} must be {must}; it is {are.get(name, 'not there')}"
        for name, must in MUST_BE.items()
        if are.get(name) is not must
    ]


def run(*command: str) -> int:
    """Run a command of the page in bluebar's folder; return its exit status."""
    print(f"$ {shlex.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


def main() -> None:
    """Do what the page says, and end with what is not as it must be."""
    with tempfile.TemporaryDirectory(prefix="bluebar-tutorial-") as made:
        folder = Path(made)
        write_files(folder)
        target = f"{folder / 'adapter.py'}:Satchel"
        problems = ["check found something missing"] * run("bluebar", "check", target)
        run(
            "pytest", "e2e", str(folder), "-k", " or ".join(MUST_BE), "--target", target,
            "--tb=short", "-rN", *sys.argv[1:], "--reports", f"{folder / 'out'}",
        )  # fmt: skip
        records = read_records(folder / "out" / "latest")
        problems += judge(records)
        replays = [shlex.split(each.replay) for each in records if each.name == OWN]
        for replay in replays:
            run(*replay, *sys.argv[1:], "--reports", f"{folder / 'again'}")
            (again,) = read_records(folder / "again" / "latest")
            own = next(each for each in records if each.name == OWN)
            if (again.test, again.typed["user name"]) != (own.test, own.typed["user name"]):
                problems.append(f"the replay of {OWN} has another mailbox")
    if problems:
        sys.exit("\n".join(["docs/write-an-adapter.md does not hold:", *problems]))
    print(f"docs/write-an-adapter.md holds: each of {len(MUST_BE)} rows came out as it must")


if __name__ == "__main__":
    main()
