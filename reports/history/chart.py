"""Lay out a line chart of a phase's duration over the runs. No I/O; chart.html draws the SVG."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from bluebar.reports.history.run_summary import Timing

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart with a line for the median and one for the 95th percentile.

    Attributes:
        title: the name of the phase.
        caption: the last timing, as text.
        top: the label of the highest value.
        first: the date of the first run.
        last: the date of the last run.
        lines: the points of each line by name; a line has gaps, and so one or more parts.
    """

    WIDTH: ClassVar = 340
    HEIGHT: ClassVar = 130
    # Margins for the labels.
    LEFT: ClassVar = 44
    RIGHT: ClassVar = 12
    TOP: ClassVar = 22
    BOTTOM: ClassVar = 18

    title: str
    caption: str
    top: str
    first: str
    last: str
    lines: dict[str, list[list[Point]]]


def chart_of(title: str, timings: Sequence[tuple[str, Timing | None]]) -> Chart | None:
    """Return a chart, or None without any timing.

    Args:
        title: the name of the phase.
        timings: the date and the timing of each run, the oldest first; None leaves a gap.
    """
    measured = [timing for _, timing in timings if timing]
    if not measured:
        return None
    top = max(max(timing.p95, timing.median) for timing in measured) or 1.0
    step = (Chart.WIDTH - Chart.LEFT - Chart.RIGHT) / max(1, len(timings) - 1)
    height = Chart.HEIGHT - Chart.TOP - Chart.BOTTOM

    def parts(value: Callable[[Timing], float]) -> list[list[Point]]:
        points = [
            (Chart.LEFT + number * step, Chart.TOP + height * (1 - value(timing) / top))
            if timing
            else None
            for number, (_, timing) in enumerate(timings)
        ]
        return [
            [point for point in part if point]
            for has_points, part in groupby(points, key=bool)
            if has_points
        ]

    latest = measured[-1]
    return Chart(
        title=title,
        caption=f"{title}: median {seconds(latest.median)}, 95 % within {seconds(latest.p95)}",
        top=seconds(top),
        first=timings[0][0],
        last=timings[-1][0],
        lines={
            "p95": parts(lambda timing: timing.p95),
            "median": parts(lambda timing: timing.median),
        },
    )


def seconds(value: float) -> str:
    """Return seconds with two decimals below ten, and none above."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
