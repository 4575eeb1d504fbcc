"""Measurements as a table for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One way: seconds for all messages, on how many it was timed, and a remark."""

    way: str
    seconds: float
    timed_on: int
    remark: str = ""


def table(rows: Sequence[Row], count: int) -> str:
    """Return the rows with their time a message and how many times as fast as the first they are.

    Args:
        rows: the first is what the others are compared with.
        count: messages that all times are for.
    """
    lines = [f"{'way':<22}{'seconds':>10}{'ms/message':>12}{'times as fast':>15}  timed on"]
    for row in rows:
        scaled = "" if row.timed_on == count else ", scaled"
        remark = f" ({row.remark})" if row.remark else ""
        lines.append(
            f"{row.way:<22}{row.seconds:>10.2f}{row.seconds * 1000 / count:>12.3f}"
            f"{rows[0].seconds / row.seconds:>15.1f}  {row.timed_on}{scaled}{remark}"
        )
    return "\n".join(lines)
