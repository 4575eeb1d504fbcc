"""Known failures of an app, which do not make a nightly run red again.

A known failure is declared by the app's adapter. A test still fails on another kind of failure, on
another verdict, if the known failure does not happen, and after its last day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol, runtime_checkable

from bluebar.e2e.outcome.failure import AppFailure, FailureKind


@dataclass(frozen=True, kw_only=True)
class KnownFailure:
    """One known failure of an app.

    Attributes:
        rows: ids of the scenarios in which the failure happens; `*` matches any part.
        kind: the kind of failure.
        shown: the verdict that the app shows, e.g. "Rejected(unspecified)"; empty: any verdict.
        why: a description, in a sentence.
        link: its documentation, e.g. an issue's address or a page of docs/findings/.
        owner: the person or team responsible.
        expires: the last day on which the failure is not red.
    """

    rows: tuple[str, ...]
    kind: FailureKind
    why: str
    link: str
    owner: str
    expires: date
    shown: str = ""

    def covers(self, row: str) -> bool:
        """Say whether the failure should happen in this scenario."""
        return any(fnmatchcase(row, pattern) for pattern in self.rows)

    def __str__(self) -> str:
        return f"{self.kind}: {self.why} ({self.link}; {self.owner}, until {self.expires})"


class KnownFailureSeen(Exception):
    """A test failed as a known failure describes; e2e/plugin.py makes it an xfail."""


@runtime_checkable
class DeclaresKnownFailures(Protocol):
    """The target's adapter declares known failures."""

    known_failures: tuple[KnownFailure, ...]


def apply_known_failures(
    findings: Sequence[KnownFailure], row: str, failure: AppFailure | None, shown: str, today: date
) -> None:
    """Compare the result of a test with the known failures of its scenario.

    Args:
        findings: the known failures.
        row: the scenario's id.
        failure: the failure of the test; None if the test passed.
        shown: the last verdict that the app showed, or empty.
        today: the day of the run.

    Raises:
        KnownFailureSeen: the failure is a known one.
        AppFailure: the failure is another one, or a known failure did not happen or has expired.
    """
    expected = [each for each in findings if each.covers(row)]
    if failure is None:
        for finding in expected:
            raise AppFailure(
                f"a known finding does not happen any more: {finding}; remove it from the adapter"
            )
        return
    for finding in expected:
        if finding.kind is not failure.kind or finding.shown not in ("", shown):
            continue
        if finding.expires < today:
            raise AppFailure(f"{failure}\na known finding has expired: {finding}", failure.kind)
        raise KnownFailureSeen(f"known finding: {finding}")
    raise failure
