"""Which browser the run drives, decided in one place, and how it comes onto the machine.

Playwright's own Chromium is preferred where it is installed; else a Chromium or Chrome of the
machine. `bluebar browser` brings one there (what `make e2e` calls). What is *not* here:
launching it, which is pytest-playwright's work, with the arguments from `launch_arguments`.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bluebar.mailserver.errors import HarnessError

DOWNLOAD_SECONDS = 60
"""How long Playwright's own browser may take to come before the machine's is looked for."""

MACHINE_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HEADLESS_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""Chromium without a window: what Playwright's own runs headless, and a third faster."""

DEBIAN_PACKAGES = ("chromium", "chromium-headless-shell")
DRIVER_LIBRARY = "libatomic1"
"""What the Node.js of Playwright's driver needs beyond a bare Debian."""
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# In a closed network each of these services tries to look names up at every start.
QUIET_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


class DriverBroken(HarnessError):
    """Playwright's own driver, which comes with its package, does not run on this machine."""


class BrowserBroken(HarnessError):
    """There is a browser, but it does not start."""


class BrowserMissing(HarnessError):
    """No Chromium or Chrome is on this machine, and none could be brought."""


@dataclass(frozen=True, kw_only=True)
class Browser:
    """The browser of the run: plain values, shown in the header and the report."""

    name: str
    executable: str | None
    """None: Playwright finds its own."""

    @property
    def launch_arguments(self) -> dict[str, object]:
        """Return what pytest-playwright passes to `BrowserType.launch`."""
        arguments: dict[str, object] = {"args": list(QUIET_FLAGS)}
        if self.executable:
            arguments["executable_path"] = self.executable
        return arguments


def choose_browser(
    *, engine: str = "chromium", channel: str | None = None, headed: bool = False
) -> Browser:
    """Say which browser this run uses, without starting one.

    Args:
        engine: Playwright's name of it: chromium, firefox or webkit.
        channel: pytest-playwright's `--browser-channel`, e.g. "chrome"; Playwright finds it.
        headed: with a window, which a headless shell cannot open.

    Raises:
        BrowserMissing: there is none.
    """
    if engine != "chromium" or channel:
        return Browser(name=f"{channel or engine} (as asked for)", executable=None)
    named = os.environ.get("BLUEBAR_BROWSER")
    if not named and _playwrights_own_is_installed():
        return Browser(name="Playwright's own Chromium", executable=None)
    if named and not _runs(named):
        raise BrowserMissing(
            wanted="the browser that BLUEBAR_BROWSER names",
            happened="there is no such program, or it does not run",
            where=named,
            next_step="name the path of a Chromium or Chrome, or leave BLUEBAR_BROWSER out",
        )
    executable = named or _on_this_machine(headed=headed)
    if executable is None:
        raise BrowserMissing(
            wanted="a Chromium or Chrome to drive",
            happened="neither Playwright's own nor one of the machine is here",
            where=f"looked for {', '.join(MACHINE_BROWSERS)} on PATH",
            next_step="run `make browser`, or install Chromium or Chrome and run again",
        )
    return Browser(name=f"{_version(executable)} ({executable})", executable=executable)


def install_browser() -> Browser:
    """Bring a browser onto the machine: Playwright's, the machine's, or Debian's, in this order.

    Raises:
        DriverBroken: Playwright itself lacks something of the system.
        BrowserMissing: none of the three ways led to one.
        BrowserBroken: it came, but does not start.
    """
    _mend_driver()
    if not _playwrights_own_is_installed():
        _say(f"trying Playwright's own Chromium (at most {DOWNLOAD_SECONDS} s)")
        tried = _run("playwright", "install", "chromium", seconds=DOWNLOAD_SECONDS)
        if tried is not None:
            _say(f"it cannot be had here: {tried}")
            if _on_this_machine() is None and _is_root_on_debian():
                _say("installing Debian's chromium")
                failed = _apt_get("update") or _apt_get("install", *DEBIAN_PACKAGES)
                if failed:
                    _say(f"that failed too: {failed}")
    try:
        return _that_starts(choose_browser())
    except BrowserMissing as missing:
        missing.next_step = (
            "install Chromium or Chrome by hand, e.g. `sudo apt-get install chromium`"
            if platform.system() == "Linux"
            else "install Google Chrome, then run this again"
        )
        raise


def _that_starts(browser: Browser) -> Browser:
    """Return the browser once it has been seen to start.

    Playwright's own comes without the libraries that it needs of the system.

    Raises:
        BrowserBroken: it does not start.
    """
    problem = _why_it_does_not_start(browser)
    if problem and not browser.executable and _is_root_on_debian():
        _say(f"{browser.name} does not start: {problem}")
        _say("installing the libraries that it needs")
        problem = _run("playwright", "install-deps", "chromium", seconds=600)
        problem = problem or _why_it_does_not_start(browser)
    if problem:
        raise BrowserBroken(
            wanted=f"{browser.name} to start",
            happened=problem,
            where=browser.executable or "Playwright's own folder",
            next_step="install what it names, e.g. by `sudo .venv/bin/playwright install-deps "
            "chromium`, or name another browser's path in BLUEBAR_BROWSER",
        )
    return browser


def _why_it_does_not_start(browser: Browser) -> str | None:
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(**browser.launch_arguments).close()  # type: ignore[arg-type]
        except PlaywrightError as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            telling = [line for line in lines if "error while loading" in line] or lines
            return telling[0]
    return None


def _mend_driver() -> None:
    """Make sure that Playwright's driver runs: a bare Debian lacks a library that it needs."""
    broken = _run("playwright", "--version", seconds=30)
    if broken and _is_root_on_debian():
        _say(f"Playwright's driver does not run: {broken}")
        _say(f"installing Debian's {DRIVER_LIBRARY}")
        broken = _apt_get("update") or _apt_get("install", DRIVER_LIBRARY)
        broken = broken or _run("playwright", "--version", seconds=30)
    if broken:
        raise DriverBroken(
            wanted="Playwright's driver to run",
            happened=broken,
            where=sys.executable,
            next_step=f"install what it names, e.g. `sudo apt-get install {DRIVER_LIBRARY}`",
        )


def _playwrights_own_is_installed() -> bool:
    listing = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    places = re.findall(r"Install location:\s+(\S.*)", listing.stdout)
    browsers = [Path(place) for place in places if "chromium" in Path(place).name]
    marks = [place / "INSTALLATION_COMPLETE" for place in browsers]
    # Unlike Path.exists, this one raises nothing for a home of somebody else.
    return bool(marks) and all(os.path.exists(mark) for mark in marks)  # noqa: PTH110


def _on_this_machine(*, headed: bool = False) -> str | None:
    for name in MACHINE_BROWSERS if headed else (*HEADLESS_SHELLS, *MACHINE_BROWSERS):
        if found := shutil.which(name):
            return found
    return next((path for path in MAC_BROWSERS if Path(path).exists()), None)


def _is_root_on_debian() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_get(*words: str) -> str | None:
    return _run("apt-get", "-y", "-qq", *words, "--no-install-recommends", seconds=600)


def _run(*command: str, seconds: float) -> str | None:
    """Run a command; return None when it went well, else why not in a line."""
    words = list(command)
    if words[0] == "playwright":
        words = [sys.executable, "-m", *words]
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=seconds, env=environ, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{' '.join(command)} took more than {seconds:.0f} s"
    if done.returncode == 0:
        return None
    last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
    telling = [line for line in last if line.startswith(("Error", "E:"))] or last
    return f"{' '.join(command)}: {telling[-1].strip()}"


def _version(executable: str) -> str:
    asked = subprocess.run(
        [executable, "--version"], capture_output=True, text=True, timeout=30, check=False
    )
    found = re.match(r"(\S[^\d]*[\d.]+)", asked.stdout.strip())
    return found[1] if found else Path(executable).name


def _runs(executable: str) -> bool:
    try:
        _version(executable)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return True


def _say(text: str) -> None:
    print(f"browser: {text}", flush=True)  # noqa: T201 - a command's progress


if __name__ == "__main__":
    try:
        _say(f"using {install_browser().name}")
    except HarnessError as error:
        sys.exit(f"browser: {error}")
