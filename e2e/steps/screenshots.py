"""Take screenshots of the app as evidence for the record."""

from playwright.sync_api import Error

from bluebar.e2e.subjects.user import User

PASSWORDS = "input[type=password], input[autocomplete$=password]"
"""The fields to cover in a screenshot, in CSS.

The second selector is for a password field of another type, which does not hide the password.
"""

WITHIN = 5_000
"""The maximum milliseconds for a screenshot. If the app hangs, the run must not wait long."""


def take_screenshot(user: User) -> None:
    """Add a screenshot with covered password fields to the record; do nothing if that fails."""
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
