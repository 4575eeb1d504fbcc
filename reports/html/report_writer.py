"""Write a run's report: Playwright's own where it can be had, else a plain page with the same data.

A report never fails a run: what goes wrong here is told, and no more.
"""

from collections.abc import Iterable, Mapping, Sequence

from bluebar.reports.html import findings_page
from bluebar.reports.html.fallback_page import draw
from bluebar.reports.html.playwright_app import NotUsable, PlaywrightApps
from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder


def write_report(
    folder: ReportFolder, records: Sequence[Record], run: Mapping[str, str] = {}
) -> None:
    """Write index.html, the trace viewer beside it, and the target's page.

    Args:
        folder: of the report.
        records: of every attempt.
        run: what is known of the run where there are no records to tell it.
    """
    facts = facts_of([record.run for record in records] or [run])
    # The mail server's name tells these, too.
    facts = {name: text for name, text in facts.items() if name not in ("way", "why")}
    if any(record.verdicts for record in records):
        target = facts.get("target", "the target").partition(" at ")[0]
        folder.write("target.html", findings_page.draw(records, target))
    # Whatever goes wrong in drawing this one, the plain page is still to be had.
    try:
        apps = PlaywrightApps()
        page = apps.page(entries(records), facts)
    except Exception as error:
        why = str(error) if isinstance(error, NotUsable) else repr(error)
        folder.write("index.html", draw(records, {**facts, "plain, because": why}))
        return
    folder.write("index.html", page)
    try:
        apps.copy_viewer(folder.path)
    except OSError as error:
        folder.cannot("the trace viewer", folder.path / "trace", error)


def facts_of(runs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return what the runs of a report have in common, and side by side what they have not."""
    values: dict[str, dict[str, None]] = {}
    for run in runs:
        for name, text in run.items():
            values.setdefault(name, {})[text] = None
    return {name: " · ".join(sorted(texts)) for name, texts in values.items()}
