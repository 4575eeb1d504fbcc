"""Run bluebar against an app that lies, and see that it is caught.

    python -m tests.liar [pytest options]      # or: make demo-false-success

Exits with 0 when each row came out as it must: red where the app lies or errs, green where it is
honest. The report is that of a red run with every kind of outcome but flaky.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.report_errors import NotAReport
from bluebar.reports.report_folder import default_home, read_records

ROOT = Path(__file__).parents[2]
FALSE_SUCCESS = "refusals/wrong-password/imaps-993"
MUST_BE = {
    "article/blue-bar": Outcome.PASSED,
    "article/summary-email": Outcome.FAILED,
    "article/last-synced-wording": Outcome.NOT_OFFERED,
    "ssl-port/port-follows-the-tick": Outcome.NOT_OFFERED,
    "summary/singular": Outcome.PASSED,
    FALSE_SUCCESS: Outcome.FAILED,
    "refusals/closed-port-993": Outcome.PASSED,
    "liar/not-seeded": Outcome.ERROR,
    "liar/skipped": Outcome.SKIPPED,
}
"""Rows, by id, and what must come of each."""


def judge(records: Sequence[Record]) -> list[str]:
    """Return what is not as it must be, a line each; nothing when the app was seen through."""
    are = {record.name: record.outcome for record in records}
    problems = [
        f"{name} must be {must}; it is {are.get(name, 'not there')}"
        for name, must in MUST_BE.items()
        if are.get(name) is not must
    ]
    lies = [record.name for record in records if record.false_success]
    if lies != [FALSE_SUCCESS]:
        problems.append(f"{FALSE_SUCCESS} must be the false success; told as one: {lies or 'none'}")
    return problems


def main() -> None:
    """Run the rows, and end with what is not as it must be."""
    began = time.time()
    home = default_home(ROOT)
    command = [
        sys.executable, "-m", "pytest", "e2e", "tests/liar/every_outcome.py",
        "-k", " or ".join(MUST_BE), "--target", "tests/liar/adapter.py:Liar",
        "--tb=short", "-rN", *sys.argv[1:], "--reports", str(home),
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=False)
    try:
        # A run that could not start has left the latest report to an earlier one.
        records = [each for each in read_records(home / "latest") if each.began >= began]
    except NotAReport as error:
        sys.exit(str(error))
    if problems := judge(records):
        sys.exit("\n".join(["the lying app was not seen through:", *problems]))
    print(
        f"the false success was told as such, and each of {len(MUST_BE)} rows came out as it must"
    )


if __name__ == "__main__":
    main()
