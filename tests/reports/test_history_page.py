"""The page of the history shows the trends, and escapes every text."""

from html.parser import HTMLParser

import msgspec

from bluebar.reports.history.history_page import render_history
from bluebar.reports.history.run_summary import FailedTest, LauncherResult, Timing
from tests.reports.examples import EVIL
from tests.reports.test_trends import runs


class Markup(HTMLParser):
    """The tags, URLs and text of a page."""

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


def test_text_from_outside_is_escaped_and_the_page_loads_nothing() -> None:
    (run,) = runs(it="F")
    timings = {name: Timing(median=1.0, p95=2.0, tests=3) for name in ("connect", "sync", EVIL)}
    evil = msgspec.structs.replace(
        run,
        commit=EVIL,
        link=f"https://ci.example/{EVIL}",
        failed_tests={"it": FailedTest(launcher=EVIL, test=EVIL, name=EVIL, reason=EVIL)},
        launchers={EVIL: LauncherResult(server=EVIL, counts={}, timings=timings)},
    )
    page = Markup(render_history([evil]))
    assert not page.tags & {"script", "img", "link", "iframe", "object", "style>"}
    assert page.text.count(EVIL) >= 4
    assert set(page.addresses) == {evil.link, f"{evil.link}#?testId=it"}


def test_the_page_shows_each_trend_with_reason_and_outcomes() -> None:
    text = Markup(render_history(runs(new="..F", still=".FF", fixed=".F.", again=".~."))).text
    assert "New failures 1" in text
    assert "since 2026-01-02; why 2" in text
    assert "2026-01-03: 2 failed, 2 passed" in text
    assert "·F·" in text
    assert "·~·" in text


def test_an_empty_history_has_a_page() -> None:
    assert "no run yet" in render_history([])
