"""Write the page of a run's report: Playwright's report, or the fallback page with the same facts.

The fallback page is written if Playwright's report is not usable. An error in this module never
fails a run: the error is only reported.
"""

from collections.abc import Iterable, Mapping, Sequence

from bluebar.reports.html import fallback_page, findings_page
from bluebar.reports.html.playwright_app import NotUsable, PlaywrightApps
from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.record import Record
from bluebar.reports.report_folder import ReportFolder

IN_THE_SERVERS_NAME = ("way", "why")
"""Names of the facts that the fact "mail server" already contains, and that the page leaves out."""


def write_report(
    folder: ReportFolder, records: Sequence[Record], run: Mapping[str, str] = {}
) -> None:
    """Write index.html, the trace viewer, and the page of findings about the target.

    Args:
        folder: the folder of the report.
        records: the records of all attempts.
        run: the facts of the run by name. They are used only if there are no records, because each
            record contains the facts of its run.
    """
    merged = merge_runs([record.run for record in records] or [run])
    shown = {name: text for name, text in merged.items() if name not in IN_THE_SERVERS_NAME}
    if any(record.verdicts for record in records):
        target = shown.get("target", "the target").partition(" at ")[0]
        folder.write("target.html", findings_page.draw(records, target))
    # Whatever error Playwright's report causes, the fallback page can still be written.
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
    """Return a report's run facts by name; if runs differ in a fact, its values are joined."""
    values: dict[str, dict[str, None]] = {}
    for run in runs:
        for name, text in run.items():
            values.setdefault(name, {})[text] = None
    return {name: " · ".join(sorted(texts)) for name, texts in values.items()}
