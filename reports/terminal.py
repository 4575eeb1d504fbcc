"""Show a failure in five lines of the terminal. No I/O."""

from bluebar.reports.record.facts import Fact, at_a_glance
from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.record.record import Record


def five_lines(record: Record) -> list[str]:
    """Return the scenario and why, what was expected, shown and seen, and the replay command.

    The command is never cut.
    """
    return [
        on_one_line(f"{record.outcome} {record.name}: {record.scenario.why}"),
        *(_line(fact) for fact in at_a_glance(record)),
        _line(Fact("replay", record.replay)),
    ]


def _line(fact: Fact) -> str:
    return f"  {fact.name + ':':<10}{fact.text}"
