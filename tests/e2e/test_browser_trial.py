"""A browser that cannot do what the options ask for is one error, before anything starts."""

import subprocess
from typing import Any

import msgspec
import pytest

from bluebar.e2e.run.browser import Browser, BrowserMissing, choose_browser
from bluebar.e2e.run.browser_trial import (
    BrowserNotUsable,
    TrialResult,
    asks_for_a_special_browser,
    not_usable,
    try_browser,
)

NO_SCREEN = """BrowserType.launch: Target page, context or browser has been closed
Browser logs:

╔════════════════════════════════════════════════╗
║ Looks like you launched a headed browser       ║
╚════════════════════════════════════════════════╝
Call log:
  - [pid=19497][err] [19497:19497:1130/085213.7:ERROR:x11.cc:257] Missing X server or $DISPLAY
"""


@pytest.fixture
def config(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> pytest.Config:
    return pytester.parseconfig(*getattr(request, "param", ()))


@pytest.mark.parametrize(
    ("config", "special"),
    [
        ((), False),
        (("--browser", "chromium", "--slowmo", "300", "--tracing", "off"), False),
        (("--browser", "chromium", "--browser", "firefox"), True),
        (("--browser-channel", "chrome"), True),
        (("--headed",), True),
        (("--device", "Pixel 7"), True),
        (("--video", "retain-on-failure"), True),
    ],
    indirect=["config"],
)
def test_only_a_special_browser_is_tried(config: pytest.Config, special: bool) -> None:
    assert asks_for_a_special_browser(config) == special


@pytest.mark.parametrize("config", [("--browser", "firefox")], indirect=True)
def test_a_browser_that_is_not_installed_is_named_with_the_command_that_installs_it(
    config: pytest.Config, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    browser = choose_browser(engine="firefox")
    with pytest.raises(BrowserNotUsable) as raised:
        try_browser(config, browser.engine, browser.launch_arguments)
    error = raised.value
    assert error.wanted == "to start firefox"
    assert error.happened.startswith(f"Executable doesn't exist at {tmp_path}")
    assert "`python -m playwright install firefox`" in error.next_step


@pytest.mark.parametrize("config", [("--device", "Pixl 7")], indirect=True)
def test_an_unknown_device_is_a_usage_error_with_the_nearest_names(config: pytest.Config) -> None:
    with pytest.raises(pytest.UsageError, match=r"--device Pixl 7: .*knows e\.g\. Pixel 7,"):
        try_browser(config, "chromium", {})


@pytest.mark.parametrize(
    ("problem", "happened", "next_step"),
    [
        (NO_SCREEN, "Missing X server or $DISPLAY", "run under xvfb-run, or leave --headed out"),
        (
            "BrowserContext.new_page: Executable doesn't exist at /pw/ffmpeg-1013/ffmpeg-linux\n",
            "Executable doesn't exist at /pw/ffmpeg-1013/ffmpeg-linux",
            "`python -m playwright install ffmpeg`, or leave --video out",
        ),
        (
            "BrowserType.launch: Chromium distribution 'chrome' is not found at /opt/chrome\n",
            "Chromium distribution 'chrome' is not found at /opt/chrome",
            "`python -m playwright install chrome`",
        ),
        (
            "Browser.new_context: options.isMobile is not supported in Firefox",
            "options.isMobile is not supported in Firefox",
            "a device that is no phone and no tablet, or use --browser chromium",
        ),
        (
            "BrowserType.launch: closed\n[err] firefox: error while loading shared libraries: libX",
            "[err] firefox: error while loading shared libraries: libX",
            "`python -m playwright install-deps chrome`",
        ),
        ("", "no message", "leave the options out: the run then uses Chromium"),
    ],
)
def test_each_message_of_playwright_has_a_next_step(
    problem: str, happened: str, next_step: str
) -> None:
    error = not_usable("chrome", problem, "chrome")
    assert error.happened == happened
    assert next_step in error.next_step


@pytest.mark.parametrize(
    "config",
    [("--headed", "--video", "on", "--device", "Pixel 7", "--browser-channel", "chrome")],
    indirect=True,
)
def test_the_error_says_what_was_asked_for(
    config: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = msgspec.json.encode(TrialResult(problem="a problem")).decode()
    ended: Any = subprocess.CompletedProcess([], 0, stdout=answer, stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ended)
    with pytest.raises(BrowserNotUsable) as raised:
        try_browser(config, "chromium", {})
    assert raised.value.wanted == (
        "to start chromium with --headed --browser-channel 'chrome' --device 'Pixel 7' --video on"
    )


def test_a_browser_without_windows_cannot_be_headed(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = tmp_path / "chromium-headless-shell"
    shell.write_text("#!/bin/sh\necho Chromium 1")
    shell.chmod(0o755)
    monkeypatch.setenv("BLUEBAR_BROWSER", str(shell))
    assert choose_browser().executable == str(shell)
    with pytest.raises(BrowserMissing, match="BLUEBAR_BROWSER names a browser that has no windows"):
        choose_browser(headed=True)


def test_only_chromium_gets_the_flags_of_chromium() -> None:
    others = [Browser(engine=each, name="", executable=None) for each in ("firefox", "webkit")]
    assert [each.launch_arguments["args"] for each in others] == [[], []]
