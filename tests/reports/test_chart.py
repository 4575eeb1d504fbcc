"""A chart has every timing inside its frame, and a gap for a run without one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.history.chart import Chart, chart_of
from bluebar.reports.history.run_summary import Timing
from bluebar.reports.history.trends import SHOWN_RUNS
from bluebar.reports.html.rendering import render

timings = st.builds(
    Timing, median=st.floats(0, 1e6), p95=st.floats(0, 1e6), tests=st.integers(1, 9)
)


def svg_of(runs: list[tuple[str, Timing | None]]) -> str:
    """Return the SVG of a chart; empty without a chart."""
    chart = chart_of("connect", runs)
    return render("chart.html", chart=chart) if chart else ""


@given(
    st.lists(st.tuples(st.text(max_size=10), st.none() | timings), min_size=1, max_size=SHOWN_RUNS)
)
def test_a_chart_stays_in_its_frame(runs: list[tuple[str, Timing | None]]) -> None:
    svg = svg_of(runs)

    lines = [point for line in re.findall(r'points="([^"]*)"', svg) for point in line.split()]
    alone = [f"{x},{y}" for x, y in re.findall(r'cx="([^"]*)" cy="([^"]*)"', svg)]
    points = [point.split(",") for point in lines + alone]
    assert len(points) == 2 * sum(timing is not None for _, timing in runs)
    assert all(0 <= float(x) <= Chart.WIDTH and 0 <= float(y) <= Chart.HEIGHT for x, y in points)


def test_a_run_without_a_timing_leaves_a_gap() -> None:
    timing = Timing(median=1.0, p95=2.0, tests=3)
    runs = [("1", timing), ("2", timing), ("3", None), ("4", timing), ("5", timing)]
    assert svg_of(runs).count("<polyline") == 4
