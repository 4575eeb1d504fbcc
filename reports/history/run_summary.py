"""Summarize a run for the history: one JSON line per run. No I/O.

To keep a line short, it has the names and reasons of failed and flaky tests only, and only the
outcomes of all other tests. The run's report contains all facts.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from statistics import median, quantiles
from typing import Annotated

from msgspec import Meta, Struct, field, json

from bluebar.reports.record.attempts_of_test import (
    AttemptsOfTest,
    by_launcher,
    group_by_test,
    needing_a_look,
)
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record

VERSION = 1
TIMED_PHASES = {"connect": "connect", "sync": "sync", "email": "wait for the summary"}
"""The names of timings in the history, and the phase of an attempt that each one measures."""
CONNECTED = "Connected"


class UnreadableRunSummary(ValueError):
    """A line of the history is not a run summary of this version."""


class Timing(Struct, frozen=True, kw_only=True):
    """How long a phase took in a number of tests: median and 95th percentile, in seconds."""

    median: float
    p95: float
    tests: int = field(name="of")


class LauncherResult(Struct, frozen=True, kw_only=True):
    """The outcomes and timings of the tests that used one launcher of the mail server.

    Attributes:
        server: the name of the mail server, and the reason why this launcher was used.
        counts: the number of tests by outcome.
        timings: the timings of the phases, by the names in TIMED_PHASES. A phase that no test
            reached is missing.
    """

    server: str
    counts: Mapping[Outcome, int]
    timings: Mapping[str, Timing] = field(name="took", default_factory=dict)


class FailedTest(Struct, frozen=True, kw_only=True):
    """A failed or flaky test.

    Attributes:
        launcher: the launcher of the mail server that the test used.
        test: pytest's name of the test.
        name: the id of the test's scenario; without a scenario, pytest's name.
        reason: why the test failed, on one line.
    """

    launcher: str = field(name="way")
    test: str
    name: str
    reason: str


class RunSummary(Struct, frozen=True, kw_only=True, tag_field="version", tag=VERSION):
    """One run of the suite, with one or more launchers of the mail server.

    Attributes:
        run_id: the id of the run, from `run_id_of`.
        date: the start of the run.
        commit: the tested commit; empty if unknown.
        link: the URL of the run's report; empty if unknown.
        launchers: the results by the launcher's name.
        outcomes: the outcomes of all tests by the test's id.
        failed_tests: the failed and flaky tests by the test's id.
    """

    run_id: str = field(name="run")
    date: Annotated[datetime, Meta(tz=True)]
    commit: str = ""
    link: str = ""
    launchers: Mapping[str, LauncherResult] = field(name="sides")
    outcomes: Mapping[str, Outcome]
    failed_tests: Mapping[str, FailedTest] = field(name="wrong")

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return the number of tests by outcome, over all launchers."""
        return Counter(self.outcomes.values())

    def to_line(self) -> bytes:
        """Return the summary as one line of JSON, without the line end."""
        return json.encode(self)

    @classmethod
    def from_line(cls, line: bytes) -> "RunSummary":
        """Read a line that `to_line` wrote.

        Raises:
            UnreadableRunSummary: the line is something else, or has another version.
        """
        try:
            return json.decode(line, type=cls)
        except (ValueError, RecursionError) as error:
            shown = line[:80].decode(errors="replace")
            raise UnreadableRunSummary(
                f"not a run summary of version {VERSION}: {shown!r}"
            ) from error


def run_id_of(records: Iterable[Record]) -> str:
    """Return the id of a run. The id stays the same if the run's reports are split or merged."""
    lines = sorted(f"{test_id} {began!r}" for test_id, began in (each.key for each in records))
    return sha256("\n".join(lines).encode()).hexdigest()[:20]


def summarize_run(records: Iterable[Record], *, commit: str = "", link: str = "") -> RunSummary:
    """Return the history's summary of a run.

    Args:
        records: all records of the run; at least one.
        commit: the tested commit.
        link: the URL of the report.
    """
    records = list(records)
    tests = group_by_test(records)
    return RunSummary(
        run_id=run_id_of(records),
        date=datetime.fromtimestamp(int(min(record.began for record in records)), UTC),
        commit=commit,
        link=link,
        launchers={name: _result(of_launcher) for name, of_launcher in by_launcher(tests).items()},
        outcomes={test.last.test_id: test.outcome for test in tests},
        failed_tests={
            test.last.test_id: FailedTest(
                launcher=test.last.launcher,
                test=test.last.test,
                name=test.last.name,
                reason=test.reason,
            )
            for test in needing_a_look(tests)
        },
    )


def _result(tests: list[AttemptsOfTest]) -> LauncherResult:
    passed = [attempt for test in tests for attempt in test.attempts if _is_representative(attempt)]
    times = {
        name: [
            phase.seconds
            for attempt in passed
            for phase in attempt.phases
            if phase.name == phase_name
        ]
        for name, phase_name in TIMED_PHASES.items()
    }
    return LauncherResult(
        server=tests[0].last.mail_server,
        counts=dict(Counter(test.outcome for test in tests)),
        timings={name: _timing(seconds) for name, seconds in times.items() if seconds},
    )


def _is_representative(attempt: Record) -> bool:
    """Return whether an attempt shows how fast the app usually is.

    An attempt that expects a refusal does not: such a refusal may be slow by design.
    """
    return attempt.outcome is Outcome.PASSED and all(
        verdict.expected == CONNECTED for verdict in attempt.verdicts
    )


def _timing(seconds: list[float]) -> Timing:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return Timing(median=round(median(seconds), 3), p95=round(p95, 3), tests=len(seconds))
