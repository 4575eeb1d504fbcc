"""If Playwright's report is not usable, a fallback page is written; nothing fails."""

from pathlib import Path

import pytest

from bluebar.reports import report_writer
from bluebar.reports.html import playwright_app
from bluebar.reports.report_folder import ReportFolder
from bluebar.reports.report_writer import merge_runs, write_report
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS


@pytest.fixture
def folder(tmp_path: Path) -> ReportFolder:
    """The folder of a run."""
    made = ReportFolder(tmp_path)
    made.make()
    return made


def page(folder: ReportFolder) -> str:
    return (folder.path / "index.html").read_text()


def test_the_viewer_and_its_licences_are_in_the_reports_folder(folder: ReportFolder) -> None:
    write_report(folder, EVERY_OUTCOME)
    assert "playwrightReportBase64>data:application/zip;base64," in page(folder)
    assert (folder.path / "trace" / "index.html").is_file()
    licences = {each.name for each in (folder.path / "trace" / "licences").iterdir()}
    assert licences == {"LICENSE", "NOTICE", "ThirdPartyNotices.txt"}


def test_another_data_format_of_playwright_gives_the_fallback_page(
    folder: ReportFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playwright_app, "KNOWN", (b"a name of the next version",))
    write_report(folder, EVERY_OUTCOME)
    assert "playwrightReportBase64" not in page(folder)
    assert "not found: [&#39;a name of the next version&#39;]" in page(folder)
    assert FALSE_SUCCESS.extra[0] in page(folder)
    assert not folder.problem


def test_an_error_in_drawing_gives_the_fallback_page(
    folder: ReportFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise KeyError("a field")

    monkeypatch.setattr(report_writer, "entries", broken)
    write_report(folder, EVERY_OUTCOME)
    assert "KeyError" in page(folder)
    assert FALSE_SUCCESS.extra[0] in page(folder)


def test_a_viewer_that_cannot_be_copied_is_reported_and_the_report_is_written(
    folder: ReportFolder,
) -> None:
    (folder.path / "trace").write_text("in the way")
    write_report(folder, EVERY_OUTCOME)
    assert "the trace viewer" in folder.problem
    assert "playwrightReportBase64" in page(folder)


def test_the_page_of_a_run_without_records_names_the_mail_server(folder: ReportFolder) -> None:
    write_report(folder, [], {"mail server": "GreenMail", "seed": "7"})
    assert "nothing ran" in page(folder)
    assert "<dt>seed</dt><dd>7</dd>" in page(folder)


def test_different_facts_of_merged_runs_are_joined() -> None:
    runs = [{"way": "jvm", "seed": "2"}, {"way": "jvm", "seed": "1"}]
    assert merge_runs(runs) == {"way": "jvm", "seed": "1 · 2"}
