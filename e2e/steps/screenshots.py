"""Screenshots of the app for the record, as evidence."""

from playwright.sync_api import Error

from bluebar.e2e.subjects.user import User

PASSWORDS = "input[type=password], input[autocomplete$=password]"
"""Fields to cover in a screenshot, also in an app that shows the typed password."""

WITHIN = 5_000
"""Milliseconds for a screenshot, short for an app that hangs."""


def take_screenshot(user: User) -> None:
    """Add a screenshot to the record, with covered password fields; skip it after an error."""
    try:
        jpeg = user.page.screenshot(
            type="jpeg",
            quality=60,
            mask=[user.page.locator(PASSWORDS)],
            mask_color="#8c959f",
            timeout=WITHIN,
        )
    except Error:
        return
    user.attempt.note_picture(jpeg)
