"""Run bluebar against an app that lies, and check that bluebar notices.

    python -m tests.liar [pytest options]      # or: make demo-false-success

Exits with 0 if each row has its expected outcome: failed if the app lies or miscounts, otherwise
passed. The run fails on purpose; its report has every outcome except flaky and known.
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
EXPECTED = {
    "article/blue-bar": Outcome.PASSED,
    "article/summary-email": Outcome.FAILED,
    "article/last-synced-wording": Outcome.NOT_OFFERED,
    "ssl-port/port-follows-the-tick": Outcome.NOT_OFFERED,
    "summary/singular": Outcome.PASSED,
    FALSE_SUCCESS: Outcome.FAILED,
    "refusals/closed-port-993": Outcome.PASSED,
    "liar/not-seeded": Outcome.ERROR,
    "liar/skipped": Outcome.SKIPPED,
    "liar/unseen": Outcome.NOT_LOOKED_AT,
}
"""The expected outcome of each row, by id."""


def judge(records: Sequence[Record]) -> list[str]:
    """Return a line for each unexpected outcome; none if bluebar noticed the lie."""
    actual = {record.name: record.outcome for record in records}
    problems = [
        f"{name} must be {expected}; it is {actual.get(name, 'missing')}"
        for name, expected in EXPECTED.items()
        if actual.get(name) is not expected
    ]
    lies = [record.name for record in records if record.false_success]
    if lies != [FALSE_SUCCESS]:
        problems.append(f"{FALSE_SUCCESS} must be the false success; reported: {lies or 'none'}")
    return problems


def main() -> None:
    """Run the rows; exit with the unexpected outcomes."""
    began = time.time()
    home = default_home(ROOT)
    command = [
        sys.executable, "-m", "pytest", "e2e", "tests/liar/every_outcome.py",
        "-k", " or ".join(EXPECTED), "--target", "tests/liar/adapter.py:Liar",
        "--tb=short", "-rN", *sys.argv[1:], "--reports", str(home),
    ]  # fmt: skip
    subprocess.run(command, cwd=ROOT, check=False)
    try:
        # If the run could not start, the latest report is from an earlier run.
        records = [each for each in read_records(home / "latest") if each.began >= began]
    except NotAReport as error:
        sys.exit(str(error))
    if problems := judge(records):
        sys.exit("\n".join(["bluebar did not notice the lying app:", *problems]))
    print(
        f"the false success was reported, and each of {len(EXPECTED)} rows had its expected outcome"
    )


if __name__ == "__main__":
    main()
