"""Format the results of the seeding benchmark as a table for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SeedingResult:
    """The result of a candidate.

    Attributes:
        candidate: the candidate's name.
        seconds: the seconds for all messages; scaled if fewer messages were timed.
        timed_on: the number of messages that were timed.
        remark: a remark for the table; empty if there is none.
    """

    candidate: str
    seconds: float
    timed_on: int
    remark: str = ""


def table(rows: Sequence[SeedingResult], count: int) -> str:
    """Return a table with each candidate's time per message, and its speed relative to the first.

    Args:
        rows: the results; the other results are compared with the first one.
        count: the number of all messages, to which all times belong.
    """
    lines = [f"{'candidate':<22}{'seconds':>10}{'ms/message':>12}{'times as fast':>15}  timed on"]
    for row in rows:
        scaled = "" if row.timed_on == count else ", scaled"
        remark = f" ({row.remark})" if row.remark else ""
        lines.append(
            f"{row.candidate:<22}{row.seconds:>10.2f}{row.seconds * 1000 / count:>12.3f}"
            f"{rows[0].seconds / row.seconds:>15.1f}  {row.timed_on}{scaled}{remark}"
        )
    return "\n".join(lines)
