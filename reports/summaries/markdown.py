"""Format a summary as Markdown for GitHub and GitLab. No I/O.

Text from a test, a mail server or an app is written in code spans, so that it cannot act as markup,
a mention or a link. A pipe is escaped, because it ends a table cell even inside a code span.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.summaries.summary import Summary, SummaryLine

_URL = ":/?#[]@!$&'()*+,;=%~"
"""Characters of a URL that are not escaped (RFC 3986, section 2), unlike pipes and angle
brackets."""


def to_markdown(summary: Summary) -> str:
    """Return the summary as Markdown, which ends with a line end."""
    outcomes = [each for each in Outcome if summary.counts.get(each)]
    servers = _table(
        ("Mail server", *outcomes, "tests"),
        (
            (
                code(launcher.server),
                *(str(launcher.counts.get(each, 0)) for each in outcomes),
                str(launcher.total),
            )
            for launcher in summary.launchers
        ),
        numbers_from=1,
    )
    parts = [f"## {summary.title}", servers, f"### {summary.heading}"]
    if summary.tests:
        rows = (_row(test) for test in summary.tests)
        parts.append(_table(("Outcome", "Launcher", "Test", "Reason"), rows))
    if summary.never_matched:
        parts.append("### Locators of the adapter that never matched")
        parts.append("\n".join(f"- {code(each)}" for each in summary.never_matched))
    if summary.gone:
        parts.append("### Known issues that are gone")
        parts.append("\n".join(f"- {code(each)}" for each in summary.gone))
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    """Return a text as a code span on one line, for a table's cell. An empty text gives a dash."""
    line = "".join(each if each.isprintable() else "\ufffd" for each in on_one_line(text))
    if not line:
        return "–"
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    # A renderer strips one space from both ends if both ends have one.
    padding = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{padding}{line}{padding}{fence}".replace("|", "\\|")


def _row(test: SummaryLine) -> tuple[str, ...]:
    name = code(test.name)
    linked = f"[{name}](<{quote(test.link, safe=_URL)}>)" if test.link else name
    return f"**{test.outcome}**", code(test.launcher), linked, code(test.reason)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 99) -> str:
    rule = ["---" if column < numbers_from else "---:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
