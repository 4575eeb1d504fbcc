"""Summarize a run for the history: one JSON line per run. No I/O.

A line names failed and flaky tests only, which keeps it short; the report contains all tests.
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
"""Names of timings in the history, and the phases of an attempt that they measure."""
CONNECTED = "Connected"


class UnreadableRunSummary(ValueError):
    """A line of the history is not a run summary of this version."""


class Timing(Struct, frozen=True, kw_only=True):
    """Duration of a phase in seconds: median, 95th percentile, and the number of tests."""

    median: float
    p95: float
    tests: int = field(name="of")


class LauncherResult(Struct, frozen=True, kw_only=True):
    """Outcomes and timings of the tests with one launcher of the mail server.

    Attributes:
        server: the mail server, and the reason for this launcher.
        counts: the number of tests by outcome.
        timings: by names of TIMED_PHASES; phases that no test reached are missing.
    """

    server: str
    counts: Mapping[Outcome, int]
    timings: Mapping[str, Timing] = field(name="took", default_factory=dict)


class FailedTest(Struct, frozen=True, kw_only=True):
    """A failed or flaky test: its launcher, pytest's name, the scenario's id, and the reason."""

    launcher: str = field(name="way")
    test: str
    name: str
    reason: str


class RunSummary(Struct, frozen=True, kw_only=True, tag_field="version", tag=VERSION):
    """One run of the suite, with one or more launchers of the mail server.

    Attributes:
        run_id: identifies the run.
        date: start of the run.
        commit: the tested commit; empty if unknown.
        link: URL of the run's report; empty if unknown.
        launchers: results by the launcher's name.
        outcomes: outcomes of all tests by the test's id.
        failed_tests: failed and flaky tests by the test's id.
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
        """Return the number of tests by outcome, with all launchers together."""
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
            raise UnreadableRunSummary(f"not a run of version {VERSION}: {shown!r}") from error


def run_id_of(records: Iterable[Record]) -> str:
    """Return the id of a run; splitting or merging the run's reports does not change it."""
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
    """Return whether an attempt's durations are typical: a refusal may be slow by design."""
    return attempt.outcome is Outcome.PASSED and all(
        verdict.expected == CONNECTED for verdict in attempt.verdicts
    )


def _timing(seconds: list[float]) -> Timing:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return Timing(median=round(median(seconds), 3), p95=round(p95, 3), tests=len(seconds))
