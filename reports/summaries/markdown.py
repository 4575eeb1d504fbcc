"""A summary as Markdown, as GitHub and GitLab draw it. Pure.

Whatever comes from a test, a mail server or an app stands in a code span, in which nothing is
markup, a mention or a link; a table's cell ends at a bare pipe even there.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from bluebar.reports.record.attempts_of_test import AttemptsOfTest
from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.summaries.summary import Summary

_URL = ":/?#[]@!$&'()*+,;=%~"
"""What may stand in an address as it is (RFC 3986, section 2); angle brackets and bars may not."""


def to_markdown(summary: Summary) -> str:
    """Return the summary as Markdown, with a line end."""
    shown = [each for each in Outcome if summary.counts.get(each)]
    servers = _table(
        ("Mail server", *shown, "tests"),
        (
            (
                code(way.server),
                *(str(way.counts.get(each, 0)) for each in shown),
                str(sum(way.counts.values())),
            )
            for way in summary.ways
        ),
        numbers_from=1,
    )
    parts = [f"## {summary.title}", servers, f"### {summary.heading}"]
    if summary.tests:
        rows = (_row(test, summary.link_to(test)) for test in summary.tests)
        parts.append(_table(("Outcome", "Way", "Test", "Reason"), rows))
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    """Return a text as code for a table's cell, on one line, and a dash for nothing."""
    line = "".join(each if each.isprintable() else "\ufffd" for each in on_one_line(text))
    if not line:
        return "–"
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    # One space at either end is taken away again where both are there.
    padding = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{padding}{line}{padding}{fence}".replace("|", "\\|")


def _row(test: AttemptsOfTest, link: str) -> tuple[str, ...]:
    name = code(test.reported.name)
    linked = f"[{name}](<{quote(link, safe=_URL)}>)" if link else name
    return f"**{test.outcome}**", code(test.reported.launcher), linked, code(test.reason)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 99) -> str:
    rule = ["---" if column < numbers_from else "---:" for column in range(len(head))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))
