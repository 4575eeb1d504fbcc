"""The error of an adapter: the adapter did something wrong, so the test does not judge the app.

An unexpected exception is the adapter's error if a frame of its traceback is in the adapter's code.
The code includes callbacks that the adapter passes to Playwright, e.g. to `page.route`.
"""

import inspect
import re
import traceback
from pathlib import Path

from bluebar.mailserver.errors import HarnessError
from bluebar.reports.record.outcomes import says_of_page

NEXT_STEP = (
    "the adapter is at fault, not the app: correct the adapter, then run this scenario again; so "
    "far its result says nothing about the app"
)
BASES = ("bluebar.e2e.protocol.", "bluebar.e2e.targets.base_adapter", "builtins", "typing")
"""Prefixes of the names of modules with base classes of adapters: not the adapter's own code."""


class AdapterError(HarnessError):
    """The adapter raised an exception, or one of its methods returned something wrong."""

    at_fault = "the adapter"
    """Who is at fault, for the record of the attempt."""


def adapter_error(error: Exception, target: object, *, clicked: bool) -> AdapterError | None:
    """Return an exception as an error of the adapter; None if the adapter is not at fault.

    Args:
        error: the exception.
        target: the adapter.
        clicked: whether Connect was clicked before the exception. After the click, a time-out of
            Playwright on the app's page is a failure of the app, even if the adapter's code waited.
    """
    if isinstance(error, AdapterError):
        return error
    if getattr(error, "outcome", None) or (clicked and says_of_page(error)):
        return None
    if type(error).__name__ == "TargetClosedError":
        return None  # The browser has ended, so the adapter's locators are not at fault.
    if not (frames := frames_of(error, target)):
        return None
    called, last = frames[0], frames[-1]
    return AdapterError(
        wanted=f"the adapter's {called.name} to end without an exception",
        happened=_in_words(error),
        where=f"{last.filename}:{last.lineno}, in {last.name}",
        next_step=NEXT_STEP,
    )


def frames_of(error: BaseException, target: object) -> list[traceback.FrameSummary]:
    """Return the frames of an error's traceback that are in the adapter's code, outermost first.

    The adapter's code is in the files of the folder of the adapter's class. Files of tests
    (`test_*.py`) beside the adapter are not the adapter's.
    """
    folders = {
        Path(inspect.getfile(each)).resolve().parent
        for each in type(target).__mro__
        if not each.__module__.startswith(BASES)
    }
    return [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().parent in folders
        and not Path(frame.filename).name.startswith("test_")
    ]


def awaited_locator(error: BaseException) -> str:
    """Return the locator that Playwright waited for until its time-out; "" for other errors.

    An example is `get_by_role("row")`.
    """
    awaited = re.search(r"^ *- waiting for (.+)$", str(error), re.MULTILINE)
    return awaited[1].removesuffix(" to be visible") if awaited and says_of_page(error) else ""


def _in_words(error: Exception) -> str:
    first = next(iter(str(error).splitlines()), "")
    awaited = awaited_locator(error)
    return f"{type(error).__name__}: {first}" + (f", waiting for {awaited}" if awaited else "")
