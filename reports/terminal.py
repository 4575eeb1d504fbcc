"""Show a failure in five lines of the terminal. No I/O."""

from bluebar.reports.record.facts import at_a_glance, headline, replay
from bluebar.reports.record.record import Record


def five_lines(record: Record) -> list[str]:
    """Return the scenario and why, what was expected, shown and seen, and the replay command."""
    return [headline(record), *(fact.line for fact in (*at_a_glance(record), replay(record)))]
