"""Lay out a line chart that shows how long a phase took in each run. No I/O.

The template chart.html draws the chart as SVG.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from bluebar.reports.history.run_summary import Timing

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A line chart: one line shows the median, and one line shows the 95th percentile.

    Attributes:
        title: the name of the phase.
        caption: the values of the last run that has any, as text.
        top: the highest value of the chart as text, e.g. "2.50 s".
        first: the date of the first run.
        last: the date of the last run.
        lines: the points of each line, by the line's name. Each line is a list of parts, because a
            run without a value leaves a gap.
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
    """Return the chart of a phase, or None if no run has a timing of the phase.

    Args:
        title: the name of the phase.
        timings: the date of each run and the phase's timing in the run, the oldest run first. A
            timing of None leaves a gap in the lines.
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
    """Return a number of seconds as text, with two decimals if it is below ten, else with none."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
