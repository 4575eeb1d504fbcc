"""A summary as workflow commands of GitHub Actions, which it shows beside the lines of code. Pure.

GitHub shows the first ten errors and the first ten warnings of a step; all are in its log.
"""

import re

from bluebar.reports.record.attempts_of_test import AttemptsOfTest
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.summaries.summary import Summary


def to_annotations(summary: Summary) -> str:
    """Return a line for each test that went wrong: an error, or a warning where it is flaky."""
    return "".join(f"{_annotation(test)}\n" for test in summary.tests)


def _annotation(test: AttemptsOfTest) -> str:
    record = test.reported
    level = "warning" if test.outcome is Outcome.FLAKY else "error"
    way = f" ({record.launcher})" if record.launcher else ""
    properties = _place(record) | {"title": f"{test.outcome}: {record.name}{way}"}
    told = ",".join(f"{name}={_property(text)}" for name, text in properties.items())
    return f"::{level} {told}::{_data(test.reason)}"


def _place(record: Record) -> dict[str, str]:
    """Return file and line: where the test went wrong, else where it begins."""
    file, separator, _ = record.test.partition("::")
    if not separator:
        return {}
    raised = re.search(rf"^{re.escape(file)}:(\d+): ", record.error, re.MULTILINE)
    line = raised[1] if raised else str(record.line or "")
    return {"file": file} | ({"line": line} if line else {})


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
