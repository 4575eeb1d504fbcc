"""Record the pictures of the README from a real run against the app that lies.

    python -m docs.pictures      # writes docs/pictures/*.webp and *.png; half a minute

The run is one scenario, a wrong password. The app says that the mailbox is connected.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import FloatRect, sync_playwright

from bluebar.e2e.run.browser import choose_browser

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
ROW = "refusals/wrong-password/imaps-993"
OF_APP = (1104, 621)
"""The size of the upper left part of the app's window that is shown, in pixels."""

OF_REPORT = (960, 540)
"""The size of the report's part that is shown."""

SHOWN = (800, 450)
"""The size of the moving picture."""

FORM = "imap"
"""The last part of the form's address: the moving picture begins there."""

TYPING, BAR, VERDICT = 350, 2200, 6000
"""How long a frame stands while the form is filled in, at the blue bar, and at the failure in the
report, in milliseconds."""

THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SUITE = "a refusal has its reason and nothing is stored"
"""The first line of the report's page of the test. The pictures begin there."""

MARGIN = 8
SHARPER = 1.5
"""How many pixels of a picture are one pixel of the report."""

MOST_BYTES = 1_000_000


def main() -> None:
    """Run the scenario, and write all pictures."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        report = _run(folder) / "latest" / "index.html"
        _write_animation(_frames_from_form(folder / "frames"), _pictures_of_report(report))


def _run(folder: Path) -> Path:
    """Run the scenario with a kept screencast; return the folder of reports."""
    reports = folder / "reports"
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "e2e", "-p", "docs.pictures.screencast", "-k", ROW,
         "--target", "tests/liar/adapter.py:Liar", "--mailserver", "jvm", "--slowmo", "150",
         "--tb=short", "--reports", str(reports)],
        cwd=ROOT, env=os.environ | {"PICTURES_FRAMES": str(folder / "frames")},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if ended.returncode != 1 or "false success" not in ended.stdout:
        sys.exit(f"the run must fail with a false success:\n{ended.stdout}")
    return reports


def _frames_from_form(folder: Path) -> list[Image.Image]:
    """Return the different frames from the opened form on, cropped to `OF_APP`."""
    files = sorted(folder.glob("*.png"))
    first = next(place for place, file in enumerate(files) if file.stem.endswith(FORM))
    frames: list[Image.Image] = []
    for file in files[first:]:
        frame = Image.open(file).convert("RGB").crop((0, 0, *OF_APP))
        if not frames or frame.tobytes() != frames[-1].tobytes():
            frames.append(frame)
    return frames


def _pictures_of_report(report: Path) -> Image.Image:
    """Write the light and the dark picture of the failure; return the light one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=choose_browser().executable)
        for theme in THEMES:
            page = browser.new_page(
                color_scheme=theme,
                viewport={"width": OF_REPORT[0], "height": OF_REPORT[1]},
                device_scale_factor=SHARPER,
            )
            page.goto(report.as_uri())
            page.get_by_text(ROW).first.click()
            page.get_by_text("Annotations", exact=True).click()
            page.get_by_text("Errors", exact=True).wait_for()
            top = page.get_by_text(SUITE, exact=True).bounding_box()
            if top is None:
                sys.exit(f"the report does not show {SUITE!r}")
            clip = FloatRect(x=0, y=top["y"] - MARGIN, width=OF_REPORT[0], height=OF_REPORT[1])
            page.screenshot(path=HERE / f"report-{theme}.png", full_page=True, clip=clip)
        browser.close()
    for theme in THEMES:
        file = HERE / f"report-{theme}.png"
        Image.open(file).convert("P", palette=Image.Palette.ADAPTIVE).save(file, optimize=True)
    return Image.open(HERE / "report-light.png").convert("RGB")


def _write_animation(frames: list[Image.Image], failure: Image.Image) -> None:
    """Write the moving picture; the blue bar and the failure stand longer than the rest."""
    every = [each.resize(SHOWN, Image.Resampling.LANCZOS) for each in (*frames, failure)]
    stands = [TYPING] * (len(frames) - 1) + [BAR, VERDICT]
    file = HERE / "false-success.webp"
    every[0].save(
        file, save_all=True, append_images=every[1:], duration=stands, loop=0,
        quality=80, method=6, minimize_size=True,
    )  # fmt: skip
    if file.stat().st_size > MOST_BYTES:
        sys.exit(f"{file} has more than {MOST_BYTES} bytes")


if __name__ == "__main__":
    main()
