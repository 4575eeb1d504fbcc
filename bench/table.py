"""Format the results of the seeding benchmark as a table for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SeedingResult:
    """A candidate, its seconds for all messages, the number of timed messages, and a remark."""

    candidate: str
    seconds: float
    timed_on: int
    remark: str = ""


def table(rows: Sequence[SeedingResult], count: int) -> str:
    """Return a table with the time per message and the ratio to the first candidate.

    Args:
        rows: the first result is the reference of the others.
        count: number of messages of all times.
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
