"""One page over the last nights: no script, nothing from elsewhere. A pure function of the nights.

Everything from a test, a mail server or an app is escaped.
"""

from collections.abc import Callable, Sequence
from html import escape

from bluebar.reports.history.chart import draw_chart
from bluebar.reports.history.history_style import STYLE
from bluebar.reports.history.run_summary import MEASURED, RunSummary
from bluebar.reports.history.trends import SHOWN, TestHistory, Trends, trends
from bluebar.reports.html.document import document
from bluebar.reports.html.links import to_test
from bluebar.reports.record.outcomes import Outcome, counts_in_words

LETTERS = {
    Outcome.PASSED: "·",
    Outcome.FAILED: "F",
    Outcome.ERROR: "E",
    Outcome.FLAKY: "~",
    Outcome.KNOWN: "k",
}
"""A night of a test in its strip, which has to be readable without colours; others are empty."""


def draw_nights(nights: Sequence[RunSummary]) -> str:
    """Return the page, in HTML.

    Args:
        nights: all that are known, the oldest first. The last SHOWN are drawn.
    """
    shown = nights[-SHOWN:]
    last = f"{_day(nights[-1])}: {counts_in_words(nights[-1].counts)}" if nights else "no night yet"
    title = f"bluebar: the last {len(shown)} nights"
    body = _news(trends(nights)) + _times(shown) + _nights(shown) if nights else ""
    head = f"<header><h1>{escape(title)}</h1><p>{escape(last)}</p></header>"
    return document(f"{title} · {last}", f"{head}<main>{body}</main>", STYLE)


def _news(news: Trends) -> str:
    return (
        _section(
            "New failures", "failed in the last night, not in the one before", news.new, _reason
        )
        + _section("Still failing", "longer than one night", news.still, _since)
        + _section("Fixed", "passed in the last night, failed before", news.fixed, _since)
        + _section(
            "Flaky by rerun", "passed only when run again", news.flaky_by_rerun,
            lambda course: f"{_times_of(course.reruns)}; {course.told.reason}",
        )
        + _section(
            "Flaky by switching", "changed between passed and failed", news.flaky_by_switching,
            lambda course: f"{_times_of(course.switches)}; {course.told.reason}",
        )
    )  # fmt: skip


def _times_of(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _reason(course: TestHistory) -> str:
    return course.told.reason


def _since(course: TestHistory) -> str:
    stale = "" if course.is_in_last_night else ", not run in the last night"
    return f"since {_day(course.since)}{stale}; {course.told.reason}"


def _section(
    title: str, what: str, courses: Sequence[TestHistory], tell: Callable[[TestHistory], str]
) -> str:
    rows = "".join(
        f"<tr><td>{_name(course)}</td><td>{escape(course.told.way)}</td>"
        f"<td>{escape(tell(course))}</td><td>{_strip(course)}</td></tr>"
        for course in courses
    )
    head = "<tr><th>Test<th>Way<th>Why<th>Nights</tr>"
    table = (
        f"<div class=wide><table class=news>{head}{rows}</table></div>" if rows else "<p>None.</p>"
    )
    return (
        f"<section><h2>{title} <span class=number>{len(courses)}</span></h2>"
        f"<p class=soft>{what}</p>{table}</section>"
    )


def _name(course: TestHistory) -> str:
    """Name a test, linked to the report of the night in which it last went wrong."""
    night = next(night for night in reversed(course.nights) if course.id in night.wrong)
    link = to_test(night.link, course.id)
    name = f'<b title="{escape(course.told.test)}">{escape(course.told.name)}</b>'
    return f'<a href="{escape(link)}">{name}</a>' if link else name


def _strip(course: TestHistory) -> str:
    cells = (
        f'<i class="{_slug(outcome)}" title="{_day(night)}: {outcome or "not run"}">'
        f"{LETTERS.get(outcome, '') if outcome else ''}</i>"
        for night, outcome in zip(course.nights[-SHOWN:], course.outcomes[-SHOWN:], strict=True)
    )
    return f"<span class=strip>{''.join(cells)}</span>"


def _slug(outcome: Outcome | None) -> str:
    return outcome.slug if outcome else "none"


def _times(nights: Sequence[RunSummary]) -> str:
    ways = sorted({way for night in nights for way in night.sides})
    rows = ""
    for way in ways:
        sides = [(_day(night), night.sides.get(way)) for night in nights]
        charts = "".join(
            draw_chart(name, [(day, side.took.get(name) if side else None) for day, side in sides])
            for name in MEASURED
        )
        rows += f"<h3>{escape(way)}</h3><div class=charts>{charts}</div>" if charts else ""
    legend = (
        "<p class=soft>tests that passed and had to be connected; <span class=median>median</span>"
        " and <span class=p95>95th percentile</span></p>"
    )
    return f"<section><h2>How long it took</h2>{legend}{rows}</section>" if rows else ""


def _nights(nights: Sequence[RunSummary]) -> str:
    outcomes = [each for each in Outcome if any(night.counts.get(each) for night in nights)]
    head = "".join(f"<th class=number>{outcome}" for outcome in outcomes)
    rows = "".join(
        f"<tr><td>{_when(night)}</td><td><code>{escape(night.commit)}</code></td>"
        f"<td>{escape(', '.join(night.sides))}</td>"
        + "".join(_count(each, night.counts.get(each, 0)) for each in outcomes)
        + "</tr>"
        for night in reversed(nights)
    )
    return (
        f"<section><h2>The nights</h2><div class=wide><table>"
        f"<tr><th>Began<th>Commit<th>Ways{head}</tr>{rows}</table></div></section>"
    )


def _count(outcome: Outcome, count: int) -> str:
    return f'<td class="number {_slug(outcome if count else None)}">{count}</td>'


def _when(night: RunSummary) -> str:
    text = f"{night.date:%Y-%m-%d %H:%M} {escape(night.date.tzname() or '')}"
    return f'<a href="{escape(night.link)}">{text}</a>' if night.link else text


def _day(night: RunSummary) -> str:
    return f"{night.date:%Y-%m-%d}"
