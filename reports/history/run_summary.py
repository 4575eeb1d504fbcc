"""A night: what the history keeps of one run of the suite, one JSON line. Pure.

Only tests that went wrong are kept by name: that bounds a line, and the others are in the report.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from statistics import median, quantiles
from typing import Any, TypeVar

from bluebar.reports.record.attempts_of_test import (
    AttemptsOfTest,
    by_launcher,
    group_by_test,
    needing_a_look,
)
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record

Value = TypeVar("Value")
VERSION = 1
MEASURED = {"connect": "connect", "sync": "sync", "email": "wait for the summary"}
"""What is timed, and the phase of an attempt that it is."""
CONNECTED = "Connected"


class UnreadableHistory(ValueError):
    """A line is no night of this version."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How long a phase took, in seconds: the median, the 95th percentile, and of how many tests."""

    median: float
    p95: float
    of: int


@dataclass(frozen=True, kw_only=True)
class LauncherResult:
    """What came of the tests on one way of the mail server.

    Attributes:
        server: the mail server, and why this way.
        counts: how many tests there are of each outcome.
        took: of each of MEASURED that any test came to.
    """

    server: str
    counts: Mapping[Outcome, int]
    took: Mapping[str, Timing] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FailedTest:
    """A test that went wrong: its way, its name as a person says it, and why."""

    way: str
    test: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """One run of the suite, on one way or more.

    Attributes:
        run: what the run is known by.
        date: when it began.
        commit: of the repository, empty where it is not known.
        link: the address of its report, likewise.
        sides: by way.
        outcomes: of every test, by its id.
        wrong: the tests that went wrong, by id.
    """

    run: str
    date: datetime
    commit: str = ""
    link: str = ""
    sides: Mapping[str, LauncherResult]
    outcomes: Mapping[str, Outcome]
    wrong: Mapping[str, FailedTest]

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Return how many tests there are of each outcome, all ways together."""
        return Counter(self.outcomes.values())

    def to_line(self) -> str:
        """Return it as one line of JSON."""
        values = asdict(self) | {"date": self.date.isoformat()}
        return json.dumps({"version": VERSION, **values}, ensure_ascii=False)

    @classmethod
    def from_line(cls, line: str) -> "RunSummary":
        """Read a line that `to_line` wrote.

        Raises:
            UnreadableHistory: it is something else, or of another version.
        """
        try:
            values = json.loads(line)
            if values["version"] != VERSION:
                raise UnreadableHistory(
                    f"a night of version {values['version']!r}; this reads {VERSION}"
                )
            date = datetime.fromisoformat(values["date"])
            return cls(
                run=_text(values["run"]),
                date=date if date.tzinfo else date.replace(tzinfo=UTC),
                commit=_text(values["commit"]),
                link=_text(values["link"]),
                sides=_each(values["sides"], _side),
                outcomes=_each(values["outcomes"], Outcome),
                wrong=_each(values["wrong"], lambda told: FailedTest(**_each(told, _text))),
            )
        except UnreadableHistory:
            raise
        except (
            AttributeError,
            KeyError,
            TypeError,
            ValueError,
            ArithmeticError,
            RecursionError,
        ) as error:
            raise UnreadableHistory(f"no night: {line[:80]!r}") from error


def _each(told: Any, read: Callable[[Any], Value]) -> dict[str, Value]:
    return {name: read(value) for name, value in told.items()}


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(f"no text: {told!r}")
    return told


def _number(told: Any) -> float:
    if not math.isfinite(told):
        raise ValueError(f"no number: {told!r}")
    return float(told)


def _side(told: Any) -> LauncherResult:
    return LauncherResult(
        server=_text(told["server"]),
        counts={Outcome(name): int(count) for name, count in told["counts"].items()},
        took=_each(
            told["took"],
            lambda took: Timing(
                median=_number(took["median"]), p95=_number(took["p95"]), of=int(took["of"])
            ),
        ),
    )


def key_of(records: Iterable[Record]) -> str:
    """Return what a run is known by, however its reports were split or merged."""
    lines = sorted(f"{test_id} {began!r}" for test_id, began in (each.key for each in records))
    return sha256("\n".join(lines).encode()).hexdigest()[:20]


def night_of(records: Iterable[Record], *, commit: str = "", link: str = "") -> RunSummary:
    """Return what the history keeps of a run.

    Args:
        records: all of the run's; at least one.
        commit: of the repository.
        link: the address of the report.
    """
    records = list(records)
    tests = group_by_test(records)
    return RunSummary(
        run=key_of(records),
        date=datetime.fromtimestamp(int(min(record.began for record in records)), UTC),
        commit=commit,
        link=link,
        sides={way: _what_came_of(those) for way, those in by_launcher(tests).items()},
        outcomes={test.last.test_id: test.outcome for test in tests},
        wrong={
            test.last.test_id: FailedTest(
                way=test.last.launcher,
                test=test.last.test,
                name=test.last.name,
                reason=test.reason,
            )
            for test in needing_a_look(tests)
        },
    )


def _what_came_of(tests: list[AttemptsOfTest]) -> LauncherResult:
    passed = [attempt for test in tests for attempt in test.attempts if _is_usual(attempt)]
    times = {
        name: [
            phase.seconds for attempt in passed for phase in attempt.phases if phase.name == called
        ]
        for name, called in MEASURED.items()
    }
    return LauncherResult(
        server=tests[0].last.mail_server,
        counts=dict(Counter(test.outcome for test in tests)),
        took={name: _took(seconds) for name, seconds in times.items() if seconds},
    )


def _is_usual(attempt: Record) -> bool:
    """Say whether an attempt shows how long things take: a refusal may take long by design."""
    return attempt.outcome is Outcome.PASSED and all(
        verdict.expected == CONNECTED for verdict in attempt.verdicts
    )


def _took(seconds: list[float]) -> Timing:
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return Timing(median=round(median(seconds), 3), p95=round(p95, 3), of=len(seconds))
