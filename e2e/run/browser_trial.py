"""Start the browser of a run once before anything else, if options ask for a special browser.

Without this trial, a browser that is not installed, a missing screen, or a video without ffmpeg
would be one error in each test. The trial runs in another process, because pytest-xdist's
controller starts no browser. The plain Chromium without a window is not tried: it is the default,
and `bluebar browser` checks it.
"""

import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bluebar.e2e.run.json_process import ask_process
from bluebar.mailserver.errors import HarnessError

SECONDS = 90
"""The timeout of the trial in seconds, with Playwright's own timeout for a start (30 s) inside."""


TELLING = ("Executable doesn't exist", "is not found", "error while loading", "Missing X server")
"""Parts of the lines of Playwright's messages that say what is wrong."""


PREFIX = re.compile(r"^(\w+\.\w+: |- \[pid=\d+\]\[err\] (\[[^\]]*\] )?)")
"""What stands before a message: a method of Playwright, or a process of the browser."""


class BrowserNotUsable(HarnessError):
    """The browser that the options ask for does not start, or cannot do what they ask for."""


@dataclass(frozen=True, kw_only=True)
class TrialRequest:
    """The input of the process that starts the browser.

    Attributes:
        engine: the browser's name in Playwright, e.g. firefox.
        launch: the arguments of Playwright's `BrowserType.launch`.
        device: the device to emulate; empty for none.
        video: whether to record a video.
    """

    engine: str
    launch: dict[str, Any]
    device: str = ""
    video: bool = False


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """The output of the process that starts the browser; if both fields are empty, it can be used.

    Attributes:
        problem: Playwright's message.
        devices: the names of all devices that Playwright knows, if Playwright does not know
            `TrialRequest.device`; otherwise empty.
    """

    problem: str = ""
    devices: tuple[str, ...] = ()


def asks_for_a_special_browser(config: pytest.Config) -> bool:
    """Return whether the options ask for more than Chromium without a window."""
    option = config.getoption
    return bool(
        set(option("--browser")) - {"chromium"}
        or option("--browser-channel")
        or option("--headed")
        or option("--device")
        or option("--video") != "off"
    )


def try_browser(config: pytest.Config, engine: str, launch: Mapping[str, object]) -> None:
    """Start the browser of the options once, and close it.

    Args:
        config: pytest's configuration, which contains the options of the run.
        engine: the browser's name in Playwright.
        launch: the arguments with which the run starts the browser.

    Raises:
        pytest.UsageError: Playwright knows no such device.
        BrowserNotUsable: the browser does not start, or cannot do what the options ask for.
    """
    device = config.getoption("--device") or ""
    request = TrialRequest(
        engine=engine,
        launch=launch_arguments(config, launch),
        device=device,
        video=config.getoption("--video") != "off",
    )
    result = _run_process(request)
    if result.devices:
        near = get_close_matches(device, result.devices, n=3, cutoff=0.4)
        raise pytest.UsageError(
            f"--device {device}: Playwright knows no such device; it knows e.g. "
            f"{', '.join(near or result.devices[:3])}"
        )
    if result.problem:
        program = config.getoption("--browser-channel") or engine
        raise not_usable(asked(config, engine), result.problem, program)


def launch_arguments(config: pytest.Config, launch: Mapping[str, object]) -> dict[str, Any]:
    """Return the arguments with which pytest-playwright starts the browser in the tests."""
    channel = config.getoption("--browser-channel")
    return {
        **launch,
        "headless": not config.getoption("--headed"),
        **({"channel": channel} if channel else {}),
    }


def asked(config: pytest.Config, engine: str) -> str:
    """Return what the options ask for, e.g. "firefox with --headed"."""
    video = config.getoption("--video")
    options = [
        *(["--headed"] if config.getoption("--headed") else []),
        *_named(config, "--browser-channel", "--device"),
        *([] if video == "off" else [f"--video {video}"]),
    ]
    return f"{engine} with {' '.join(options)}" if options else engine


def not_usable(wanted: str, problem: str, program: str) -> BrowserNotUsable:
    """Return the error for a message of Playwright, with what to do next.

    Args:
        wanted: what the options ask for.
        problem: Playwright's message, of any number of lines.
        program: the name by which Playwright installs the browser, e.g. firefox or chrome.
    """
    lines = [line.strip("║╔╗╚╝═ \t") for line in problem.splitlines()]
    lines = [line for line in lines if line] or ["no message"]
    telling = [line for line in lines if any(words in line for words in TELLING)]
    return BrowserNotUsable(
        wanted=f"to start {wanted}",
        happened=PREFIX.sub("", (telling or lines)[0]),
        where="a first start of the browser, before the servers of the run",
        next_step=_next_step(problem, program),
    )


def _next_step(problem: str, program: str) -> str:
    if "ffmpeg" in problem:
        return (
            "install it by `python -m playwright install ffmpeg`, or leave --video out: the trace "
            "of each test in the report has pictures of every step"
        )
    if "Missing X server" in problem:
        return (
            "a window needs a screen: run under xvfb-run, or leave --headed out; the trace of each "
            "test in the report has pictures of every step"
        )
    if "isMobile" in problem:
        return "give a device that is no phone and no tablet, or use --browser chromium"
    if "doesn't exist" in problem or "is not found" in problem:
        return (
            f"install it by `python -m playwright install {program}`, which needs the internet; or "
            "leave --browser and --browser-channel out: the run then uses Chromium"
        )
    return (
        f"install the browser's libraries by `python -m playwright install-deps {program}`, or "
        "leave the options out: the run then uses Chromium"
    )


def _named(config: pytest.Config, *options: str) -> Sequence[str]:
    return [f"{each} {value!r}" for each in options if (value := config.getoption(each))]


def _run_process(request: TrialRequest) -> TrialResult:
    answer = ask_process("bluebar.e2e.run.browser_trial", request, TrialResult, seconds=SECONDS)
    if answer.result is not None:
        return answer.result
    if answer.status is None:
        return TrialResult(problem=f"the browser did not start within {SECONDS} s")
    return TrialResult(problem=answer.errors or f"the trial ended with {answer.status}")


def trial(request: TrialRequest) -> TrialResult:
    """Start the browser, open a page as the tests do, and close the browser."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        if request.device and request.device not in playwright.devices:
            return TrialResult(devices=tuple(playwright.devices))
        arguments: dict[str, Any] = dict(playwright.devices.get(request.device, {}))
        if request.video:
            arguments["record_video_dir"] = folder
        try:
            browser = getattr(playwright, request.engine).launch(**request.launch)
            browser.new_context(**arguments).new_page().close()
            browser.close()
        except PlaywrightError as error:
            return TrialResult(problem=str(error))
    return TrialResult()


if __name__ == "__main__":
    asked_for = msgspec.json.decode(sys.stdin.read(), type=TrialRequest)
    sys.stdout.write(msgspec.json.encode(trial(asked_for)).decode())
