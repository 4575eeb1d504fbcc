"""Follow docs/write-an-adapter.md as a reader does, with its files in a folder outside of bluebar.

    python -m tests.tutorial [pytest options]

Exits with 0 if `check` finds nothing missing and each row has its expected outcome, also the row
from the page and its replay.
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

PAGE_ROW = "partners/self-signed"
EXPECTED = {
    "article/imaps-993/whole-address": Outcome.PASSED,
    "article/imap-143/whole-address": Outcome.PASSED,
    "article/summary-email": Outcome.NOT_OFFERED,
    "refusals/wrong-password/imaps-993": Outcome.PASSED,
    "refusals/closed-port-993": Outcome.PASSED,
    # Satchel has one message for all unexpected errors.
    "refusals/unknown-host": Outcome.FAILED,
    PAGE_ROW: Outcome.PASSED,
}
"""The expected outcome of each row, by id."""


def write_files(folder: Path) -> list[Path]:
    """Write the files that the page contains; return their paths."""
    files = [(folder / name, text) for name, text in A_FILE.findall(DOC.read_text("utf-8"))]
    for file, text in files:
        file.write_text(text, encoding="utf-8")
    return [file for file, _ in files]


def judge(records: Sequence[Record]) -> list[str]:
    """Return a line for each unexpected outcome."""
    actual = {record.name: record.outcome for record in records}
    return [
        f"{name} must be {expected}; it is {actual.get(name, 'missing')}"
        for name, expected in EXPECTED.items()
        if actual.get(name) is not expected
    ]


def run(*command: str) -> int:
    """Run a command of the page in bluebar's folder; return its exit status."""
    print(f"$ {shlex.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


def main() -> None:
    """Follow the page; exit with the problems."""
    with tempfile.TemporaryDirectory(prefix="bluebar-tutorial-") as made:
        folder = Path(made)
        write_files(folder)
        target = f"{folder / 'adapter.py'}:Satchel"
        problems = ["check found something missing"] * run(
            "bluebar.commands.target", "check", target
        )
        run(
            "pytest", "e2e", str(folder), "-k", " or ".join(EXPECTED), "--target", target,
            "--tb=short", "-rN", *sys.argv[1:], "--reports", f"{folder / 'out'}",
        )  # fmt: skip
        records = read_records(folder / "out" / "latest")
        problems += judge(records)
        replays = [shlex.split(each.replay) for each in records if each.name == PAGE_ROW]
        for replay in replays:
            run(*replay, *sys.argv[1:], "--reports", f"{folder / 'again'}")
            (again,) = read_records(folder / "again" / "latest")
            own = next(each for each in records if each.name == PAGE_ROW)
            if (again.test, again.typed["user name"]) != (own.test, own.typed["user name"]):
                problems.append(f"the replay of {PAGE_ROW} has another mailbox")
    if problems:
        sys.exit("\n".join(["docs/write-an-adapter.md is wrong:", *problems]))
    print(
        f"docs/write-an-adapter.md is right: each of {len(EXPECTED)} rows had its expected outcome"
    )


if __name__ == "__main__":
    main()
