"""Render the page of the last runs: trends, durations and counts. No I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bluebar.reports.history.chart import Chart, chart_of
from bluebar.reports.history.run_summary import TIMED_PHASES, RunSummary
from bluebar.reports.history.trends import SHOWN_RUNS, HistoryOfTest, find_trends
from bluebar.reports.html.links import to_test
from bluebar.reports.html.rendering import render
from bluebar.reports.record.outcomes import Outcome, counts_in_words

LETTERS = {
    Outcome.PASSED: "·",
    Outcome.FAILED: "F",
    Outcome.ERROR: "E",
    Outcome.FLAKY: "~",
    Outcome.KNOWN: "k",
}
"""A letter for each outcome, readable without colours. Other outcomes have no letter."""


@dataclass(frozen=True, kw_only=True)
class RunCell:
    """The outcome of a test in one run: a CSS class, a tooltip and a letter."""

    style: str
    title: str
    letter: str


@dataclass(frozen=True, kw_only=True)
class TrendLine:
    """A test in a section. Its link leads to the report of the last run in which it failed."""

    name: str
    full_name: str
    link: str
    launcher: str
    detail: str
    cells: Sequence[RunCell]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A kind of trend, and the tests with this trend."""

    title: str
    description: str
    tests: Sequence[TrendLine]


def render_history(runs: Sequence[RunSummary]) -> str:
    """Return the page of the history, in HTML.

    Args:
        runs: all runs of the history, the oldest first. The last SHOWN_RUNS are shown.
    """
    shown = runs[-SHOWN_RUNS:]
    return render(
        "history.html",
        title=f"bluebar: the last {len(shown)} runs",
        last_run=f"{_day(runs[-1])}: {counts_in_words(runs[-1].counts)}" if runs else "no run yet",
        sections=_sections(runs) if runs else (),
        charts=_charts(shown),
        runs=shown,
        outcomes=[each for each in Outcome if any(run.counts.get(each) for run in shown)],
    )


def _sections(runs: Sequence[RunSummary]) -> Sequence[Section]:
    trends = find_trends(runs)
    return (
        _section(
            "New failures", "failed in the last run, and not when last judged before",
            trends.new_failures, lambda test: test.last_failure.reason,
        ),
        _section("Still failing", "for more than one run", trends.still_failing, _since),
        _section(
            "Fixed", "failed when last judged before, and not in the last run", trends.fixed, _since
        ),
        _section(
            "Flaky by rerun", "passed only when rerun", trends.flaky_by_rerun,
            lambda test: f"{_times(test.reruns)}; {test.last_failure.reason}",
        ),
        _section(
            "Flaky by switching", "changed between passed and failed", trends.flaky_by_switching,
            lambda test: f"{_times(test.switches)}; {test.last_failure.reason}",
        ),
    )  # fmt: skip


def _section(
    title: str,
    description: str,
    tests: Sequence[HistoryOfTest],
    detail: Callable[[HistoryOfTest], str],
) -> Section:
    rows = [_row(test, detail(test)) for test in tests]
    return Section(title=title, description=description, tests=rows)


def _row(test: HistoryOfTest, detail: str) -> TrendLine:
    failed_in = next(run for run in reversed(test.runs) if test.test_id in run.failed_tests)
    outcomes = zip(test.runs[-SHOWN_RUNS:], test.outcomes[-SHOWN_RUNS:], strict=True)
    return TrendLine(
        name=test.last_failure.name,
        full_name=test.last_failure.test,
        link=to_test(failed_in.link, test.test_id),
        launcher=test.last_failure.launcher,
        detail=detail,
        cells=[_cell(run, outcome) for run, outcome in outcomes],
    )


def _cell(run: RunSummary, outcome: Outcome | None) -> RunCell:
    if outcome is None:
        return RunCell(style="none", title=f"{_day(run)}: not run", letter="")
    return RunCell(
        style=outcome.slug, title=f"{_day(run)}: {outcome}", letter=LETTERS.get(outcome, "")
    )


def _since(test: HistoryOfTest) -> str:
    stale = "" if test.is_judged_in_last_run else ", not judged in the last run"
    return f"since {_day(test.failing_since)}{stale}; {test.last_failure.reason}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _charts(runs: Sequence[RunSummary]) -> dict[str, list[Chart]]:
    """Return the charts by launcher. A launcher without timings has no charts."""
    charts: dict[str, list[Chart]] = {}
    for launcher in sorted({name for run in runs for name in run.launchers}):
        results = [(_day(run), run.launchers.get(launcher)) for run in runs]
        for phase in TIMED_PHASES:
            timings = [(day, each.timings.get(phase) if each else None) for day, each in results]
            if chart := chart_of(phase, timings):
                charts.setdefault(launcher, []).append(chart)
    return charts


def _day(run: RunSummary) -> str:
    return f"{run.date:%Y-%m-%d}"
