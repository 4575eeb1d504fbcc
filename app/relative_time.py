"""Format a time as an age, e.g. "a minute ago", in the wording of the help article."""

from datetime import UTC, datetime

MINUTE, HOUR, DAY = 60, 3600, 86400


def format_age(then: datetime, now: datetime | None = None) -> str:
    """Return the age of `then`, rounded: "seconds ago" up to "N days ago"."""
    age = ((now or datetime.now(UTC)) - then).total_seconds()
    if age < 45:
        return "seconds ago"
    if age < 90:
        return "a minute ago"
    if age < 45 * MINUTE:
        return f"{max(2, round(age / MINUTE))} minutes ago"
    if age < 90 * MINUTE:
        return "an hour ago"
    if age < 22 * HOUR:
        return f"{max(2, round(age / HOUR))} hours ago"
    if age < 36 * HOUR:
        return "a day ago"
    return f"{max(2, round(age / DAY))} days ago"
