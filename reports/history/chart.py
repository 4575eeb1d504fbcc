"""A small chart of how long something took, night by night, as inline SVG. Pure."""

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from bluebar.reports.history.run_summary import Timing

WIDTH, HEIGHT = 340, 130
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 22, 18
"""Room around the lines, for what is written there."""


def draw_chart(title: str, nights: Sequence[tuple[str, Timing | None]]) -> str:
    """Return a chart with a line for the median and one for the 95th percentile.

    Args:
        title: what was timed.
        nights: each with its date, the oldest first; None where nothing was timed: there the
            lines have a gap.
    """
    timed = [took for _, took in nights if took]
    if not timed:
        return ""
    top = max(max(took.p95, took.median) for took in timed) or 1.0
    last = timed[-1]
    told = f"{title}: {seconds(last.median)} in the median, 95 % within {seconds(last.p95)}"
    step = (WIDTH - LEFT - RIGHT) / max(1, len(nights) - 1)

    def line(name: str, of: Callable[[Timing], float]) -> str:
        spots = [
            (LEFT + number * step, TOP + (HEIGHT - TOP - BOTTOM) * (1 - of(took) / top))
            if took
            else None
            for number, (_, took) in enumerate(nights)
        ]
        runs = (list(run) for there, run in groupby(spots, key=bool) if there)
        return "".join(_run(name, [spot for spot in run if spot]) for run in runs)

    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
        f'<text class="what" x="{LEFT}" y="12">{escape(title)}</text>'
        f"{_level(TOP, seconds(top))}{_level(HEIGHT - BOTTOM, '0')}"
        f"{line('p95', lambda took: took.p95)}{line('median', lambda took: took.median)}"
        f'<text x="{LEFT}" y="{HEIGHT - 4}">{escape(nights[0][0])}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">'
        f"{escape(nights[-1][0])}</text></svg><figcaption>{escape(told)}</figcaption></figure>"
    )


def seconds(value: float) -> str:
    """Tell seconds as shortly as they are telling."""
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def _level(y: float, text: str) -> str:
    return (
        f'<line class="level" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>'
        f'<text x="{LEFT - 4}" y="{y + 4}" text-anchor="end">{text}</text>'
    )


def _run(name: str, spots: list[tuple[float, float]]) -> str:
    """Draw nights in a row; one alone would be a line without length."""
    if len(spots) == 1:
        ((x, y),) = spots
        return f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" r="2"/>'
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    return f'<polyline class="{name}" points="{points}"/>'
