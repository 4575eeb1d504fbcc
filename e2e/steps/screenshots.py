"""Pictures of what the app shows, for the record. They are evidence and judge nothing."""

from playwright.sync_api import Error

from bluebar.e2e.subjects.user import User

PASSWORDS = "input[type=password], input[autocomplete$=password]"
"""Fields that are covered in a picture, also where the app shows what is typed."""

WITHIN = 5_000
"""Milliseconds for a picture: an app that hangs must not take the test's time, too."""


def take_screenshot(user: User) -> None:
    """Note what the page shows after the phase, password fields covered, or nothing."""
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
