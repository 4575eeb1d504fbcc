"""The help of pytest-playwright's options in a run of bluebar, with defaults and units.

pytest-playwright defines the options. `browser_trial` checks before a run that they work.
"""

from collections.abc import Mapping

import pytest

HELP: Mapping[str, str] = {
    "--base-url": "the address of an app that runs already, e.g. https://staging.crm.example "
    "(default: the environment variable PYTEST_BASE_URL, else bluebar starts the app)",
    "--browser": "the browser of the tests; may be repeated, and each browser then runs every test "
    "(default: chromium). bluebar installs no firefox and no webkit: `python -m playwright install "
    "firefox` does",
    "--headed": "show the browser in a window, which needs a screen (default: no window)",
    "--browser-channel": "a browser of this machine that Playwright finds by name, e.g. chrome "
    "(default: Playwright's Chromium, else a Chromium or Chrome of this machine)",
    "--slowmo": "milliseconds to wait before each action of the browser (default: 0)",
    "--device": "the device to emulate, e.g. 'Pixel 7'; its size, its pixels and its touch screen, "
    "not its browser (default: a desktop of 1280 x 720 pixels)",
    "--output": "not for a run of bluebar, which moves traces, videos and screenshots into its "
    "report: name the report's folder by --reports",
    "--tracing": "record a trace of each test, which the report shows (default in a run of "
    "bluebar: on)",
    "--video": "record a video of each test, which the report links; needs Playwright's ffmpeg "
    "(default: off; the trace has pictures, too)",
    "--screenshot": "take a screenshot of each page at the end of each test, for the report "
    "(default: off; the report has up to 4 pictures of each test)",
    "--full-page-screenshot": "with --screenshot: the whole page (default: the visible part)",
}
"""For each option, its help in a run."""


class PlaywrightHelp:
    """The pytest plugin that states defaults and units in the help of pytest-playwright's options.

    Args:
        parser: pytest's parser, which has all options when pytest is configured.
    """

    def __init__(self, parser: pytest.Parser) -> None:
        self.parser = parser

    def pytest_configure(self) -> None:
        """Replace the help texts. pytest prints its help after this hook."""
        for option in self.parser.getgroup("playwright").options:
            for name in HELP.keys() & option.names():
                option.attrs()["help"] = HELP[name]
