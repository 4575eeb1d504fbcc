"""What is known of an app's failures, so that a night is not red for the same thing again.

A known finding stands with the app's adapter. It is as strict as what it stands for: another kind
of failure, another verdict, or none at all is red, and so is one whose day has come.
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
        rows: ids of the scenarios in which it happens; `*` stands for any part.
        kind: of finding.
        shown: the verdict that the app shows, e.g. "Rejected(unspecified)"; empty where the
            verdict is not what is wrong.
        why: what happens, in a sentence.
        link: where it is told, e.g. an issue's address or a page of docs/findings/.
        owner: who looks after it.
        expires: the last day on which it is not red.
    """

    rows: tuple[str, ...]
    kind: FailureKind
    why: str
    link: str
    owner: str
    expires: date
    shown: str = ""

    def covers(self, row: str) -> bool:
        """Say whether it should happen in this scenario."""
        return any(fnmatchcase(row, pattern) for pattern in self.rows)

    def __str__(self) -> str:
        return f"{self.kind}: {self.why} ({self.link}; {self.owner}, until {self.expires})"


class KnownFailureSeen(Exception):
    """A test failed in the way that a known failure describes; e2e/plugin.py makes it an xfail."""


@runtime_checkable
class DeclaresKnownFailures(Protocol):
    """The target's adapter names failures that are known."""

    known_failures: tuple[KnownFailure, ...]


def apply_known_failures(
    findings: Sequence[KnownFailure], row: str, failure: AppFailure | None, shown: str, today: date
) -> None:
    """Judge a test by what is known of the app in this scenario.

    Args:
        findings: what is known.
        row: the scenario's id.
        failure: how the test failed; None if it passed.
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
                f"a known finding does not happen any more: {finding}; take it out of the adapter"
            )
        return
    for finding in expected:
        if finding.kind is not failure.kind or finding.shown not in ("", shown):
            continue
        if finding.expires < today:
            raise AppFailure(f"{failure}\na known finding has expired: {finding}", failure.kind)
        raise KnownFailureSeen(f"known finding: {finding}")
    raise failure
