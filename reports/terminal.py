"""Format a failure as five lines for the terminal. No I/O."""

from bluebar.reports.record.facts import at_a_glance, headline, replay
from bluebar.reports.record.record import Record


def five_lines(record: Record) -> list[str]:
    """Return five lines about an attempt that failed.

    The lines are: the outcome and the scenario, what was expected, what the app showed, what the
    front door saw, and the command that runs the test again.
    """
    return [headline(record), *(fact.line for fact in (*at_a_glance(record), replay(record)))]
