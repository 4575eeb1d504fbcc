"""Find Playwright's report and trace viewer in the installed wheel, and build a report with them.

bluebar's repository contains no file of Playwright. The files are copied from the wheel into each
report, with their licences.
"""

import base64
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bluebar.reports.html.rendering import render

LICENCES = ("LICENSE", "NOTICE", "ThirdPartyNotices.txt")
KNOWN = (b"getElementById(`playwrightReportBase64`)", b"report.json", b"trace/index.html?")
"""Pieces of the report's script. A script with all of them reads the data that bluebar writes."""


class NotUsable(Exception):
    """Playwright's report or trace viewer is missing, or the report reads another data format."""


class PlaywrightApps:
    """Playwright's report and trace viewer.

    Raises:
        NotUsable: the report or the viewer is missing, or the report reads data of another format.
    """

    def __init__(self) -> None:
        spec = find_spec("playwright")
        if spec is None or spec.origin is None:
            raise NotUsable("Playwright is not installed")
        self._package = Path(spec.origin).parent / "driver" / "package"
        folder = self._package / "lib" / "vite"
        self._viewer = folder / "traceViewer"
        try:
            self._script = (folder / "htmlReport" / "report.js").read_bytes()
            self._style = (folder / "htmlReport" / "report.css").read_text(encoding="utf-8")
        except OSError as error:
            raise NotUsable(f"Playwright's report is missing: {error}") from error
        missing = [each.decode() for each in KNOWN if each not in self._script]
        if missing or b"</script" in self._script:
            raise NotUsable(f"Playwright's report reads another data format; not found: {missing}")
        if not (self._viewer / "index.html").is_file():
            raise NotUsable(f"Playwright's trace viewer is not in {self._viewer}")

    def page(self, entries: Mapping[str, Mapping[str, Any]], run: Mapping[str, str]) -> str:
        """Return the report as one HTML page, which works from a server and when opened as a file.

        Args:
            entries: the JSON entries of the report by name; `report.json` is one of them.
            run: the facts of the run by name, which are shown at the top.
        """
        return render(
            "playwright_app.html",
            title=entries["report.json"]["options"]["title"],
            app_style=Markup(self._style),  # noqa: S704 - a file of the installed wheel
            app_script=Markup(self._script.decode()),  # noqa: S704 - also
            run=run,
            archive=_archive(entries),
        )

    def copy_viewer(self, folder: Path) -> None:
        """Copy the trace viewer and the licences into a report's folder.

        Raises:
            OSError: the disk is full, or the folder is not writable.
        """
        shutil.copytree(self._viewer, folder / "trace", dirs_exist_ok=True)
        licences = folder / "trace" / "licences"
        licences.mkdir(exist_ok=True)
        for name in LICENCES:
            shutil.copy(self._package / name, licences / name)


def _archive(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a zip of the JSON entries, in the form of a data: URL."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, entry in entries.items():
            # With a fixed date, the same records give the same report, to the byte.
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, json.dumps(entry, ensure_ascii=False))
    return f"data:application/zip;base64,{base64.b64encode(made.getvalue()).decode()}"
