"""Format a summary as workflow commands of GitHub Actions: annotations of source lines. No I/O.

GitHub shows the first ten errors and the first ten warnings of a step; the log contains all.
"""

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.summaries.summary import Summary, SummaryLine


def to_annotations(summary: Summary) -> str:
    """Return a line per test in the summary: a warning if the test was flaky, else an error.

    A known issue that is gone is a notice.
    """
    lines = [_annotation(test) for test in summary.tests]
    lines += [f"::notice title=known issue gone::{_data(each)}" for each in summary.gone]
    return "".join(f"{line}\n" for line in lines)


def _annotation(test: SummaryLine) -> str:
    level = "warning" if test.outcome is Outcome.FLAKY else "error"
    launcher = f" ({test.launcher})" if test.launcher else ""
    title = f"{test.outcome}: {test.name}{launcher}"
    properties = {"file": test.file, "line": test.line, "title": title}
    escaped = ",".join(f"{name}={_property(text)}" for name, text in properties.items() if text)
    return f"::{level} {escaped}::{_data(test.reason)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
