"""The choice of a run's browser."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bluebar.e2e.run import browser
from bluebar.e2e.run.browser import _playwrights_folder_has_no_chromium

IN_USUAL_FOLDER = ("HOME", "XDG_CACHE_HOME")
ELSEWHERE = ("PLAYWRIGHT_BROWSERS_PATH", "npm_config_playwright_browsers_path")


@pytest.mark.parametrize("variable", IN_USUAL_FOLDER + ELSEWHERE)
def test_playwrights_own_chromium_is_looked_for_where_its_command_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for each in (*IN_USUAL_FOLDER[1:], *ELSEWHERE):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    assert _playwrights_folder_has_no_chromium() == (variable in IN_USUAL_FOLDER)
    listed = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    places = [Path(each) for each in re.findall(r"Install location: +(.+)", listed)]
    chromium = next(each for each in places if "chromium" in each.name)
    assert chromium.is_relative_to(tmp_path)
    chromium.mkdir(parents=True)
    assert not _playwrights_folder_has_no_chromium()


def test_a_named_browser_is_used_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho Chromium 150.0\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("BLUEBAR_BROWSER", str(program))
    monkeypatch.setattr(browser, "_that_starts", lambda chosen: chosen)
    assert str(program) in browser.install_browser().name
    told = capsys.readouterr()
    assert "downloading" not in told.out + told.err
