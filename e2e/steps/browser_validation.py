"""Read the browser's own refusal of a form whose field is missing or wrong (HTML, 4.10.15).

A browser does not send such a form. It puts the focus into the first wrong field, and shows a
message that is no part of the page, so no locator finds the message.
"""

from playwright.sync_api import Error, Locator

from bluebar.e2e.outcome.reading import Reading
from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.target import ConnectForm

_READ = """each =>
  each.form && !each.form.noValidate && !each.validity.valid
  && each.getRootNode().activeElement === each
  && [each.validity.valueMissing, each.validationMessage]"""
"""JavaScript that returns why the browser refuses a field that it has put the focus into."""

WITHIN = 1_000
"""The maximum milliseconds to read the field. Without a time-out, Playwright waits for the app's
answer if the browser has sent the form."""


def browsers_refusal(form: ConnectForm, field: str) -> tuple[Rejected, Reading] | None:
    """Return the browser's refusal of a field; None if the browser has sent the form.

    Args:
        form: the form, after the click on Connect.
        field: the field with the bad input, by attribute of `ConnectForm`; empty if all are good.
    """
    wrong: Locator | None = getattr(form, field) if field else None
    if wrong is None:
        return None
    try:
        found = wrong.evaluate(_READ, timeout=WITHIN)
    except Error:
        return None  # The app is loading another page, so the browser has sent the form.
    if not found:
        return None
    is_missing, message = found
    reason = Reason.MISSING_FIELD if is_missing else Reason.INVALID_CHARACTERS
    return Rejected(reason), Reading(text=message, words=message)
