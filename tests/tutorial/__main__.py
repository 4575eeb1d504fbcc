"""Run docs/write-an-adapter.md and own-scenarios.md as a reader does, in a separate folder.

    python -m tests.tutorial [pytest options]

Exit status 0: `check` finds nothing missing, each row has its expected outcome, and the replay of
the tutorial's row has the same mailbox.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import read_records

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "docs" / name for name in ("write-an-adapter.md", "own-scenarios.md")]
TEXT = "\n".join(each.read_text("utf-8") for each in DOCS)
BLOCK = r"^<!-- {}: (\S+) -->\n```python\n(.*?)^```$"
A_FILE = re.compile(BLOCK.format("file"), re.MULTILINE | re.DOTALL)
IN_CLASS = re.compile(BLOCK.format("class"), re.MULTILINE | re.DOTALL)
"""Matches what a page adds to the class at the end of a file."""

OWN = "partners/self-signed"
MUST_BE = {
    "article/imaps-993/whole-address": Outcome.PASSED,
    "article/imap-143/whole-address": Outcome.PASSED,
    "article/summary-email": Outcome.NOT_OFFERED,
    "refusals/wrong-password/imaps-993": Outcome.PASSED,
    "refusals/closed-port-993": Outcome.PASSED,
    # Satchel has one message for every error that it does not distinguish.
    "refusals/unknown-host": Outcome.FAILED,
    OWN: Outcome.PASSED,
}
"""By row, the expected outcome."""


def write_files(folder: Path) -> list[Path]:
    """Write the files of the pages; return their paths."""
    files = {folder / name: text for name, text in A_FILE.findall(TEXT)}
    for name, text in IN_CLASS.findall(TEXT):
        # Functions of a module have two empty lines between them, methods one.
        files[folder / name] += "\n" + indent(text.replace("\n\n\n", "\n\n"), "    ")
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    return list(files)


def judge(records: Sequence[Record]) -> list[str]:
    """Return a line for each row with another outcome."""
    are = {record.name: record.outcome for record in records}
    return [
        f"{name} must be {must}; it is {are.get(name, 'not there')}"
        for name, must in MUST_BE.items()
        if are.get(name) is not must
    ]


def run(*command: str) -> int:
    """Run a command of the page in bluebar's folder; return the exit status."""
    print(f"$ {shlex.join(command)}", flush=True)
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode


def main() -> None:
    """Follow the page, and exit with the differences."""
    with tempfile.TemporaryDirectory(prefix="bluebar-tutorial-") as made:
        folder = Path(made)
        write_files(folder)
        target = f"{folder / 'adapter.py'}:Satchel"
        problems = ["check found something missing"] * run("bluebar", "check", target)
        problems += ["check --connect found something missing"] * run(
            "bluebar", "check", target, "--connect", *sys.argv[1:],
            "--reports", f"{folder / 'checked'}",
        )  # fmt: skip
        run(
            "bluebar", "run", str(folder), "-k", " or ".join(MUST_BE), "--target", target,
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
        sys.exit("\n".join(["docs/write-an-adapter.md is wrong:", *problems]))
    print(
        f"docs/write-an-adapter.md is right: each of {len(MUST_BE)} rows has its expected outcome"
    )


if __name__ == "__main__":
    main()
