"""Serve a report on the loopback interface and open it in a browser.

Only the trace viewer needs a server; the rest of a report opens from a file.
"""

import mimetypes
import sys
import tempfile
import webbrowser
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bluebar.reports.report_errors import NotAReport, ReportError

HOST = "127.0.0.1"


def open_report(report: Path, *, port: int = 0, browser: bool = True) -> int:
    """Serve a report until Ctrl-C, and print the address at which the report is served.

    Args:
        report: the folder of a report, or a zip of such a folder.
        port: the port to serve the report on; 0 means any free port.
        browser: whether to open the address in a browser.

    Returns:
        The exit status, which is always 0.

    Raises:
        ReportError: there is no report, the zip is broken, or the port is not available.
    """
    with folder_of(report) as folder, serving(folder, port) as server:
        address = f"http://{HOST}:{server.server_port}/"
        sys.stdout.write(f"{folder} is served at {address} (Ctrl-C stops the server)\n")
        sys.stdout.flush()
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
    return 0


@contextmanager
def folder_of(report: Path) -> Iterator[Path]:
    """Yield the folder of a report. A zip is unpacked into a temporary folder.

    Raises:
        NotAReport: the folder has no index.html.
        ReportError: the zip cannot be unpacked.
    """
    if not report.is_file():
        yield _with_index(report, report)
        return
    with tempfile.TemporaryDirectory(prefix="bluebar-report-") as made:
        try:
            with zipfile.ZipFile(report) as archive:
                archive.extractall(made)
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise ReportError(
                wanted="to unpack a report",
                happened=f"{error}",
                where=report,
                next_step="name a report's folder, or a complete zip of a report",
            ) from error
        inside = min(Path(made).rglob("index.html"), key=_depth, default=Path(made) / "none")
        yield _with_index(inside.parent, report)


def _depth(path: Path) -> int:
    return len(path.parts)


def _with_index(folder: Path, named: Path) -> Path:
    if (folder / "index.html").is_file():
        return folder
    if not folder.exists():
        raise NotAReport(named, "the folder does not exist")
    below = ", ".join(sorted(str(each.parent) for each in folder.glob("*/index.html"))[-3:])
    raise NotAReport(
        named, "the folder has no index.html" + (below and f"; these have one: {below}")
    )


class _Handler(SimpleHTTPRequestHandler):
    """Serve files without a log.

    A browser may cache a file, but has to revalidate the file: a report may be rewritten, and the
    trace viewer opens in half the time from the cache.
    """

    extensions_map = mimetypes.types_map | {
        ".js": "text/javascript",
        ".ttf": "font/ttf",
        ".webmanifest": "application/manifest+json",
        "": "application/octet-stream",
    }

    def end_headers(self) -> None:
        """Add Cache-Control, and send the headers."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


@contextmanager
def serving(folder: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """Yield a server of a folder on the loopback interface.

    Raises:
        ReportError: the port is in use or not permitted.
    """
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(folder)))
    except (OSError, OverflowError) as error:
        raise ReportError(
            wanted="to serve a report",
            happened=f"{error}",
            where=f"{HOST}:{port}",
            next_step="name another --port, or omit the option for a free port",
        ) from error
    with server:
        yield server
