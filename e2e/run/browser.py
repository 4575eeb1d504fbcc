"""Choose the browser of a run, and install a browser.

Playwright's own Chromium is used if it is installed, else a Chromium or Chrome of the machine.
pytest-playwright launches the browser with the arguments from `Browser.launch_arguments`.
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
"""Timeout in seconds for the download of Playwright's own Chromium."""

MACHINE_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HEADLESS_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""The names of programs that are Chromium without windows.

Such a program is a third faster. Playwright itself uses one if no window is needed.
"""

BROWSERS_PATH = "playwright_browsers_path"
"""The end of the names of all variables, in lower case, from which Playwright reads the folder of
its browsers: its own, and those of npm."""

DEBIAN_PACKAGES = ("chromium", "chromium-headless-shell")
DRIVER_LIBRARY = "libatomic1"
"""A library that the Node.js of Playwright's driver needs, and that a minimal Debian lacks."""
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# These flags switch off services of the browser. Each service would look up host names at every
# start, which takes long in a network without internet.
QUIET_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


class DriverBroken(HarnessError):
    """Playwright's driver, a Node.js program in its package, does not run on this machine."""


class BrowserBroken(HarnessError):
    """The browser does not start."""


class BrowserMissing(HarnessError):
    """This machine has no Chromium or Chrome, and none could be installed."""


@dataclass(frozen=True, kw_only=True)
class Browser:
    """The browser of a run.

    Attributes:
        engine: the browser's name in Playwright: chromium, firefox or webkit.
        name: the name and version of the browser, for pytest's header and the report.
        executable: the path of the browser's program; None if Playwright finds the program.
    """

    engine: str
    name: str
    executable: str | None

    @property
    def is_chromium(self) -> bool:
        """Return whether the browser takes the command-line flags of Chromium."""
        return self.engine == "chromium"

    @property
    def launch_arguments(self) -> dict[str, object]:
        """Return the arguments for Playwright's `BrowserType.launch`."""
        arguments: dict[str, object] = {"args": list(QUIET_FLAGS if self.is_chromium else ())}
        if self.executable:
            arguments["executable_path"] = self.executable
        return arguments


def choose_browser(
    *, engine: str = "chromium", channel: str | None = None, headed: bool = False
) -> Browser:
    """Return the browser for a run, without starting the browser.

    The environment variable BLUEBAR_BROWSER names the program of another Chromium.

    Args:
        engine: the browser's name in Playwright: chromium, firefox or webkit.
        channel: the value of `--browser-channel`, e.g. "chrome"; Playwright then finds the browser.
        headed: whether the browser must open a window. A headless shell cannot do so.

    Raises:
        BrowserMissing: there is no Chromium or Chrome, or the one in BLUEBAR_BROWSER does not run.
    """
    if engine != "chromium" or channel:
        return Browser(engine=engine, name=f"{channel or engine} (as asked for)", executable=None)
    named = os.environ.get("BLUEBAR_BROWSER")
    if not named and _playwrights_own_is_installed():
        return Browser(engine=engine, name="Playwright's own Chromium", executable=None)
    if named and not _runs(named):
        raise BrowserMissing(
            wanted="to run the browser that BLUEBAR_BROWSER names",
            happened="there is no such program, or the program does not run",
            where=named,
            next_step="set the path of a Chromium or Chrome, or unset BLUEBAR_BROWSER",
        )
    executable = named or _on_this_machine(headed=headed)
    if executable is None:
        raise BrowserMissing(
            wanted="a Chromium or Chrome",
            happened="neither Playwright's own browser nor another one is installed",
            where=f"PATH, searched for {', '.join(MACHINE_BROWSERS)}",
            next_step="run `bluebar browser`, or install Chromium or Chrome",
        )
    if headed and Path(executable).name in HEADLESS_SHELLS:
        raise BrowserMissing(
            wanted="a browser with a window (--headed)",
            happened="BLUEBAR_BROWSER names a browser that has no windows",
            where=executable,
            next_step="set BLUEBAR_BROWSER to the path of a Chromium or Chrome, or leave --headed "
            "out; the trace of each test in the report has pictures of every step",
        )
    name = f"{_version(executable)} ({executable})"
    return Browser(engine=engine, name=name, executable=executable)


def install_browser() -> Browser:
    """Find or install a browser, and check that the browser starts.

    The order is: the browser that BLUEBAR_BROWSER names; Playwright's own Chromium, which is
    downloaded if it is missing; a browser of the machine; Debian's package chromium, which is
    installed if this process is root.

    Raises:
        DriverBroken: Playwright's driver does not run, e.g. because a library is missing.
        BrowserMissing: there is no browser, and none could be installed.
        BrowserBroken: the browser does not start.
    """
    _repair_driver()
    if not os.environ.get("BLUEBAR_BROWSER") and not _playwrights_own_is_installed():
        _say(f"downloading Playwright's Chromium (timeout {DOWNLOAD_SECONDS} s)")
        tried = _run("playwright", "install", "chromium", seconds=DOWNLOAD_SECONDS)
        if tried is not None:
            _say(f"the download failed: {tried}")
            if _on_this_machine() is None and _is_root_on_debian():
                _say("installing Debian's chromium")
                failed = _apt_get("update") or _apt_get("install", *DEBIAN_PACKAGES)
                if failed:
                    _say(f"the installation failed: {failed}")
    try:
        return _that_starts(choose_browser())
    except BrowserMissing as missing:
        missing.next_step = (
            "install Chromium or Chrome, e.g. by `sudo apt-get install chromium`"
            if platform.system() == "Linux"
            else "install Google Chrome, then run this again"
        )
        raise


def _that_starts(browser: Browser) -> Browser:
    """Start a browser once to check that it starts, and return the browser.

    The download of Playwright's own Chromium does not include the libraries that it needs. If this
    process is root on Debian or Ubuntu, missing libraries are installed.

    Raises:
        BrowserBroken: the browser does not start.
    """
    problem = _why_it_does_not_start(browser)
    if problem and not browser.executable and _is_root_on_debian():
        _say(f"{browser.name} does not start: {problem}")
        _say("installing the missing libraries")
        problem = _run("playwright", "install-deps", "chromium", seconds=600)
        problem = problem or _why_it_does_not_start(browser)
    if problem:
        raise BrowserBroken(
            wanted=f"{browser.name} to start",
            happened=problem,
            where=browser.executable or "Playwright's own folder",
            next_step="install the missing library, e.g. by `sudo python -m playwright "
            "install-deps chromium`, or set BLUEBAR_BROWSER to the path of another browser",
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


def _repair_driver() -> None:
    """Install the library that Playwright's driver needs, if the driver does not run.

    Raises:
        DriverBroken: the driver still does not run.
    """
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
            next_step=f"install the missing library, e.g. `sudo apt-get install {DRIVER_LIBRARY}`",
        )


def _playwrights_own_is_installed() -> bool:
    if _playwrights_folder_has_no_chromium():
        return False
    # No timeout: the command only reads a file, but on a busy machine this may take any time.
    listing = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"],
        capture_output=True,
        text=True,
        check=False,
    )
    places = re.findall(r"Install location:\s+(\S.*)", listing.stdout)
    browsers = [Path(place) for place in places if "chromium" in Path(place).name]
    marks = [place / "INSTALLATION_COMPLETE" for place in browsers]
    # Unlike Path.exists, os.path.exists raises nothing for the home of another user.
    return bool(marks) and all(os.path.exists(mark) for mark in marks)  # noqa: PTH110


def _playwrights_folder_has_no_chromium() -> bool:
    """Return whether Playwright's usual folder has no Chromium of any version.

    Playwright's command would say the same, but its start takes more than half a second of CPU
    time. False if the browsers may be in another folder: the command knows the folder.
    """
    if platform.system() != "Linux" or any(
        name.lower().endswith(BROWSERS_PATH) for name in os.environ
    ):
        return False
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return not any((cache / "ms-playwright").glob("chromium*"))
    except (OSError, RuntimeError):
        return False


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
    """Run a command; return None if it succeeded, else why it failed, on one line.

    Args:
        command: the words of the command. If the first word is `playwright`, the Playwright of this
            Python's packages is run.
        seconds: the timeout.
    """
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
