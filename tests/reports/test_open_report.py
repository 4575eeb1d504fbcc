"""A report in a folder or a zip is served on the loopback interface; anything else is an error."""

import shutil
import zipfile
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from bluebar.commands.main import main
from bluebar.reports.open_report import folder_of, serving
from bluebar.reports.report_errors import NotAReport, ReportError


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A folder with the files of a report."""
    folder = tmp_path / "report"
    (folder / "trace").mkdir(parents=True)
    (folder / "index.html").write_text("the report")
    (folder / "trace" / "sw.bundle.js").write_text("1")
    return folder


def test_a_report_is_served_with_the_content_types_that_a_service_worker_needs(
    report: Path,
) -> None:
    with serving(report, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
        thread = Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            page = httpx2.get(f"{address}/")
            script = httpx2.get(f"{address}/trace/sw.bundle.js")
        finally:
            server.shutdown()
            thread.join()
    assert page.text == "the report"
    assert page.headers["Cache-Control"] == "no-cache"
    assert script.headers["Content-Type"] == "text/javascript"


def test_a_zip_is_unpacked_and_removed_afterwards(report: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "artifact"), "zip", tmp_path, report.name))
    with folder_of(archive) as folder:
        assert (folder / "index.html").read_text() == "the report"
    assert not folder.exists()


def test_a_port_in_use_is_an_error(report: Path) -> None:
    with serving(report, 0) as server, pytest.raises(ReportError, match="omit the option"):
        serving(report, server.server_port).__enter__()


def test_anything_but_a_report_is_an_error(report: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAReport, match="the folder does not exist"):
        folder_of(tmp_path / "nowhere").__enter__()
    with pytest.raises(NotAReport, match=f"these have one: {report}"):
        folder_of(tmp_path).__enter__()
    broken = tmp_path / "broken.zip"
    broken.write_text("not a zip")
    with pytest.raises(ReportError, match="not a zip file"):
        folder_of(broken).__enter__()
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "not a report")
    with pytest.raises(NotAReport, match="no index"):
        folder_of(empty).__enter__()


def test_a_wrong_path_prints_an_error_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "open", str(tmp_path / "nowhere")]) == 2
    error = capsys.readouterr().err
    assert [line.partition(":")[0] for line in error.splitlines()] == [
        "wanted", "happened", "where", "next",
    ]  # fmt: skip
