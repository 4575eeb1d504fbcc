"""Playwright's report and trace viewer, two apps that its Python wheel brings along.

They are copied when a report is written, with their licences; none of their files lies here.
"""

import base64
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

LICENCES = ("LICENSE", "NOTICE", "ThirdPartyNotices.txt")
KNOWN = (b"getElementById(`playwrightReportBase64`)", b"report.json", b"trace/index.html?")
"""What the report's script has to hold for what is written here to be what it reads."""

AS_A_FILE = """
if (location.protocol === 'file:') {
  const folder = decodeURIComponent(location.pathname).replace(/[^/]*$/, '');
  const note = document.getElementById('as-a-file');
  note.querySelector('code').textContent = `bluebar report open ${folder}`;
  note.hidden = false;
  addEventListener('click', event => {
    const link = event.target.closest('a[href*="trace/index.html?"]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    note.scrollIntoView();
    note.classList.add('asked');
  }, true);
}
"""

STYLE = """
#as-a-file,#run{max-width:1024px;margin:12px auto 0;padding:8px 16px;font:14px/1.5 system-ui;
color:var(--color-fg-default);border:1px solid var(--color-border-default);border-radius:6px}
#as-a-file{background:var(--color-attention-subtle,#fff8c5)}
#as-a-file.asked{outline:3px solid #bf8700}
#run summary{cursor:pointer}#run dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px}
.test-error-view{white-space:pre-wrap;overflow-wrap:anywhere}
.chip-body:has(>div>a>img.screenshot){display:flex;flex-wrap:wrap}
.chip-body>div>a>img.screenshot{max-width:440px}
#run dt{font-weight:600}#run dd{margin:0;overflow-wrap:anywhere}
"""


class NotUsable(Exception):
    """Playwright's apps are not there, or not such as are known."""


class PlaywrightApps:
    """The two apps of the installed Playwright.

    Raises:
        NotUsable: they are not there, or the report reads something else than what is written here.
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
            raise NotUsable(f"Playwright's report is not where it was: {error}") from error
        missing = [each.decode() for each in KNOWN if each not in self._script]
        if missing or b"</script" in self._script:
            raise NotUsable(f"Playwright's report reads other data; not found: {missing}")
        if not (self._viewer / "index.html").is_file():
            raise NotUsable(f"Playwright's trace viewer is not in {self._viewer}")

    def page(self, entries: Mapping[str, Mapping[str, Any]], facts: Mapping[str, str]) -> str:
        """Return the report as one page, which works from a file, too.

        Args:
            entries: the JSON entries by name, of which `report.json` is one.
            facts: names and values of the run, shown above.
        """
        told = str(entries["report.json"]["options"]["title"])
        rows = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts.items()
        )
        return (
            '<!doctype html><html lang="en" style="scrollbar-gutter: stable both-edges"><head>'
            '<meta charset="utf-8"><meta name="color-scheme" content="dark light">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(told)}</title><style>{self._style}{STYLE}</style>"
            f'<script type="module">{self._script.decode()}</script></head><body>'
            "<p id=as-a-file hidden>This report is open as a file: all of it works but the trace "
            "viewer, which browsers allow from a server only. To have it, too: <code></code></p>"
            f"<details id=run><summary>The run</summary><dl>{rows}</dl>"
            '<p><a href="target.html">What was found out about the target</a></p></details>'
            f"<div id=root></div><script>{AS_A_FILE}</script>"
            f"<template id=playwrightReportBase64>{_archive(entries)}</template></body></html>"
        )

    def copy_viewer(self, folder: Path) -> None:
        """Copy the trace viewer and the licences into a report's folder.

        Raises:
            OSError: there is no room, or no right to.
        """
        shutil.copytree(self._viewer, folder / "trace", dirs_exist_ok=True)
        licences = folder / "trace" / "licences"
        licences.mkdir(exist_ok=True)
        for name in LICENCES:
            shutil.copy(self._package / name, licences / name)


def _archive(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the entries as a zip, as a data: URL."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, entry in entries.items():
            # A fixed date: the same records make the same report, to the byte.
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, json.dumps(entry, ensure_ascii=False))
    return f"data:application/zip;base64,{base64.b64encode(made.getvalue()).decode()}"
