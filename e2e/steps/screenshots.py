"""Take screenshots of the app as evidence for the record."""

from playwright.sync_api import Error

from bluebar.e2e.subjects.user import User

PASSWORDS = "input[type=password], input[autocomplete$=password]"
"""The fields to cover in a screenshot, in CSS.

The second selector finds a password field whose type is not "password", so that it shows its text.
"""

WITHIN = 5_000
"""Maximum milliseconds for a screenshot; short, so that an app that hangs does not hold the run."""


def take_screenshot(user: User) -> None:
    """Add a screenshot with covered password fields to the record; if that fails, add none."""
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
