"""A report is served to this machine only, from a folder or a zip; what is no report is told."""

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
    """A folder that looks like a report."""
    folder = tmp_path / "report"
    (folder / "trace").mkdir(parents=True)
    (folder / "index.html").write_text("the report")
    (folder / "trace" / "sw.bundle.js").write_text("1")
    return folder


def test_it_is_served_with_the_types_that_a_service_worker_needs(report: Path) -> None:
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


def test_a_zip_is_unpacked_for_as_long_as_it_is_looked_at(report: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "artifact"), "zip", tmp_path, report.name))
    with folder_of(archive) as folder:
        assert (folder / "index.html").read_text() == "the report"
    assert not folder.exists()


def test_a_port_that_is_taken_is_told(report: Path) -> None:
    with serving(report, 0) as server, pytest.raises(ReportError, match="leave the option out"):
        serving(report, server.server_port).__enter__()


def test_what_is_no_report_is_told(report: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAReport, match="it is not there"):
        folder_of(tmp_path / "nowhere").__enter__()
    with pytest.raises(NotAReport, match=f"there is in: {report}"):
        folder_of(tmp_path).__enter__()
    broken = tmp_path / "broken.zip"
    broken.write_text("no zip")
    with pytest.raises(ReportError, match="not a zip file"):
        folder_of(broken).__enter__()
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "no report")
    with pytest.raises(NotAReport, match="no index"):
        folder_of(empty).__enter__()


def test_a_persons_mistake_is_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "open", str(tmp_path / "nowhere")]) == 2
    told = capsys.readouterr().err
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "wanted", "happened", "where", "next",
    ]  # fmt: skip
