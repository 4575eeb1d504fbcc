"""Write a run's report: Playwright's if it is usable, else the fallback page with the same facts.

A report never fails a run: an error here is only reported.
"""

from collections.abc import Iterable, Mapping, Sequence

from bluebar.reports.html import fallback_page, findings_page
from bluebar.reports.html.playwright_app import NotUsable, PlaywrightApps
from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder

IN_THE_SERVERS_NAME = ("way", "why")
"""Facts that the mail server's name contains."""


def write_report(
    folder: ReportFolder, records: Sequence[Record], run: Mapping[str, str] = {}
) -> None:
    """Write index.html, the trace viewer, and the target's findings.

    Args:
        folder: of the report.
        records: every attempt.
        run: names and values of the run, if no record contains them.
    """
    merged = merge_runs([record.run for record in records] or [run])
    shown = {name: text for name, text in merged.items() if name not in IN_THE_SERVERS_NAME}
    if any(record.verdicts for record in records):
        target = shown.get("target", "the target").partition(" at ")[0]
        folder.write("target.html", findings_page.draw(records, target))
    # After any error here, the fallback page is still available.
    try:
        apps = PlaywrightApps()
        page = apps.page(entries(records), shown)
    except Exception as error:
        why = str(error) if isinstance(error, NotUsable) else repr(error)
        shown["plain page because"] = why
        folder.write("index.html", fallback_page.draw(records, shown))
        return
    folder.write("index.html", page)
    try:
        apps.copy_viewer(folder.path)
    except OSError as error:
        folder.add_write_error("the trace viewer", folder.path / "trace", error)


def merge_runs(runs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the facts of all runs of a report; different values are joined."""
    values: dict[str, dict[str, None]] = {}
    for run in runs:
        for name, text in run.items():
            values.setdefault(name, {})[text] = None
    return {name: " · ".join(sorted(texts)) for name, texts in values.items()}
