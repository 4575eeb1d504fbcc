"""Read the app's verdict after the click on Connect, and the text from which it was read."""

import time

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.adapter_error import NEXT_STEP, AdapterError
from bluebar.e2e.outcome.reading import Reading, noted_reading
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, SavedUnverified, Verdict
from bluebar.e2e.protocol.capabilities import SavesUnverified
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.steps.page_words import words_of
from bluebar.e2e.steps.stop_loading import stop_loading
from bluebar.e2e.subjects.user import User

EARLY = 0.5
"""The seconds by which a time-out of Playwright may come before the deadline of a verdict."""

STILL_WAITING = "the browser still waits for the app's answer to the form; "
"""What the page does if the app has not answered in time."""


def read_verdict(user: User, typed: FormInput) -> tuple[Verdict, Reading]:
    """Wait for the app's verdict; return the verdict, and the text from which it was read.

    If the app only saves the settings, and a job of the app connects later, run this job, and
    return the job's verdict. With `NoVerdict` the text describes the page.
    """
    target = user.target
    with noted_reading() as reading:
        verdict = _verdict_in_time(user, typed)
        if verdict == SavedUnverified() and isinstance(target, SavesUnverified):
            user.attempt.note_verdict(expected=str(verdict), shown=str(verdict))
            with user.attempt.phase("let the app's job run"):
                verdict, output = target.run_job()
            reading.text = "" if verdict == Connected() else output
            return verdict, reading
    match verdict:
        case Connected():
            # The app may be loading another page now, so the text is the one read with the verdict.
            pass
        case NoVerdict():
            waiting = STILL_WAITING if stop_loading(user.page) else ""
            reading.text = waiting + words_of(user.page)
        case _:
            reading.text = target.message(user.page) or reading.text
    return verdict, reading


def _verdict_in_time(user: User, typed: FormInput) -> Verdict:
    """Return the adapter's verdict; a time-out of Playwright at the deadline is `NoVerdict`.

    Raises:
        AdapterError: Playwright's time-out came before the deadline, so the adapter did not wait as
            long as the app may take.
    """
    target, began = user.target, time.monotonic()
    within = target.deadlines.verdict
    try:
        return target.verdict(user.page, typed, within)
    except PlaywrightTimeout as error:
        if (waited := time.monotonic() - began) >= within - EARLY:
            return NoVerdict(within=within)
        raise AdapterError(
            wanted=f"the adapter's `verdict` to wait {within:g} s for a verdict, or to return one",
            happened=f"after {waited:.1f} s it raised {type(error).__name__}: "
            f"{str(error).splitlines()[0]}",
            where=f"the adapter {type(target).__name__}",
            next_step=NEXT_STEP,
        ) from error
