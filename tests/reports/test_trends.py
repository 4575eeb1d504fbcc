"""A reader of the morning learns what is new, what is not, and what cannot be relied on."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.history.chart import HEIGHT, WIDTH, draw_chart
from bluebar.reports.history.history_page import draw_nights
from bluebar.reports.history.run_summary import FailedTest, LauncherResult, RunSummary, Timing
from bluebar.reports.history.trends import SHOWN, TestHistory, courses, known_to, trends
from bluebar.reports.record.outcomes import Outcome
from tests.reports.examples import EVIL

SIGNS = {
    ".": Outcome.PASSED, "F": Outcome.FAILED, "E": Outcome.ERROR, "~": Outcome.FLAKY,
    "o": Outcome.NOT_OFFERED, "s": Outcome.SKIPPED,
}  # fmt: skip
FIRST = datetime(2026, 1, 1, 3, tzinfo=UTC)


def nights(**tests: str) -> list[RunSummary]:
    """Return nights in which tests went as their signs say; a space is not run."""
    long = max(map(len, tests.values()))
    return [
        RunSummary(
            run=str(number),
            date=FIRST + timedelta(number),
            sides={"jvm": LauncherResult(server="GreenMail", counts={})},
            outcomes={
                name: SIGNS[signs[number]]
                for name, signs in tests.items()
                if signs[number : number + 1].strip()
            },
            wrong={
                name: FailedTest(way="jvm", test=f"t::{name}", name=name, reason=f"why {number}")
                for name, signs in tests.items()
                if signs[number : number + 1] in ("F", "E", "~")
            },
        )
        for number in range(long)
    ]


def names(found: Sequence[TestHistory]) -> list[str]:
    return [course.id for course in found]


@pytest.mark.parametrize(
    ("signs", "is_in"),
    [
        ("...F", "new"),
        ("F", "new"),
        ("F..E", "new"),
        ("..~F", "new"),
        ("..FF", "still"),
        (".FE F", "still"),
        (".FoF", "still"),
        ("..F ", "still"),
        ("..F.", "fixed"),
        ("..F~", "fixed"),
        (".F .", "fixed"),
        (".F. ", ""),
        ("F...", ""),
        ("....", ""),
        ("F~F ", "still"),
    ],
)
def test_what_is_news_of_a_test(signs: str, is_in: str) -> None:
    news = trends(nights(it=signs))
    assert [name for name in ("new", "still", "fixed") if getattr(news, name)] == [is_in][
        : len(is_in)
    ]


@pytest.mark.parametrize(
    ("signs", "day"), [("..FF", 2), ("F.FEF", 2), ("FoF", 0), ("FF", 0), (".F F", 1)]
)
def test_still_failing_tells_since_when(signs: str, day: int) -> None:
    (course,) = trends(nights(it=signs)).still
    assert course.since.date == FIRST + timedelta(day)


@pytest.mark.parametrize(
    ("signs", "switches"),
    [
        (".F", 1),
        (".F.", 2),
        (".FoF.", 2),
        ("F.F.", 3),
        ("FEF", 0),
        (".~F~.", 2),
        ("F~F", 0),
        ("F F", 0),
    ],
)
def test_switches_are_between_passed_and_failed(signs: str, switches: int) -> None:
    (course,) = courses(nights(it=signs))
    assert course.switches == switches
    assert names(trends(nights(it=signs)).flaky_by_switching) == ["it"] * (switches >= 2)


def test_what_lies_before_the_nights_shown_counts_for_since_alone() -> None:
    old = ".F.F" + "F" * SHOWN
    (course,) = trends(nights(it=old)).still
    assert course.since.date == FIRST + timedelta(3)
    assert trends(nights(it=old)).flaky_by_switching == ()
    assert trends(nights(it="~" + "." * SHOWN)).flaky_by_rerun == ()
    assert names(trends(nights(it="~" + "." * (SHOWN - 1))).flaky_by_rerun) == ["it"]


def test_the_flakiest_stands_first() -> None:
    some = trends(nights(a=".~....", b=".~.~..", c="F.F...", d="F.F.F."))
    assert names(some.flaky_by_rerun) == ["b", "a"]
    assert names(some.flaky_by_switching) == ["d", "c"]


@pytest.mark.parametrize(
    ("signs", "known"),
    [
        (".", False),
        ("", False),
        ("F", True),
        ("~", True),
        ("F.", False),
        (".o", False),
        ("Fo ", True),
    ],
)
def test_known_is_what_went_wrong_when_it_was_last_judged(signs: str, known: bool) -> None:
    assert known_to(nights(it=signs, other="." * 3))("it") is known


class Markup(HTMLParser):
    """What a page would make a browser do."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_nothing_from_outside_becomes_markup_and_nothing_is_fetched() -> None:
    (night,) = nights(it="F")
    took = {name: Timing(median=1.0, p95=2.0, of=3) for name in ("connect", "sync", EVIL)}
    evil = replace(
        night,
        commit=EVIL,
        link=f"https://ci.example/{EVIL}",
        wrong={"it": FailedTest(way=EVIL, test=EVIL, name=EVIL, reason=EVIL)},
        sides={EVIL: LauncherResult(server=EVIL, counts={}, took=took)},
    )
    page = Markup(draw_nights([evil]))
    assert not page.tags & {"script", "img", "link", "iframe", "object", "style>"}
    assert page.text.count(EVIL) >= 4
    assert set(page.addresses) == {evil.link, f"{evil.link}#?testId=it"}


def test_the_page_tells_each_kind_of_news_with_its_reason_and_its_nights() -> None:
    text = Markup(draw_nights(nights(new="..F", still=".FF", fixed=".F.", again=".~."))).text
    assert "New failures 1" in text
    assert "since 2026-01-02; why 2" in text
    assert "2026-01-03: 2 failed, 2 passed" in text
    assert "·F·" in text
    assert "·~·" in text


def test_without_any_night_there_is_a_page_all_the_same() -> None:
    assert "no night yet" in draw_nights([])


took = st.builds(Timing, median=st.floats(0, 1e6), p95=st.floats(0, 1e6), of=st.integers(1, 9))


@given(st.lists(st.tuples(st.text(max_size=10), st.none() | took), min_size=1, max_size=SHOWN))
def test_a_chart_stays_in_its_frame(timed: list[tuple[str, Timing | None]]) -> None:
    svg = draw_chart("connect", timed)

    lines = [spot for line in re.findall(r'points="([^"]*)"', svg) for spot in line.split()]
    alone = [f"{x},{y}" for x, y in re.findall(r'cx="([^"]*)" cy="([^"]*)"', svg)]
    spots = [spot.split(",") for spot in lines + alone]
    assert len(spots) == 2 * sum(took is not None for _, took in timed)
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in spots)


def test_a_night_without_times_leaves_a_gap() -> None:
    there = Timing(median=1.0, p95=2.0, of=3)
    days = [("1", there), ("2", there), ("3", None), ("4", there), ("5", there)]
    assert draw_chart("sync", days).count("<polyline") == 4
