"""Known failures of an app: failures that the adapter declares, so that they do not make a run red.

A test that fails as declared is an xfail. The test is red if the app fails in another way, if the
app shows another verdict, if the declared failure does not happen, or if the declaration expired.
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
        rows: the ids of the scenarios in which the failure happens. A `*` matches any characters.
        kind: the kind of failure.
        shown: the verdict that the app shows, e.g. "Rejected(unspecified)"; empty for any verdict.
            A `*` matches any characters.
        why: a description of the failure, in a sentence.
        link: a link to the failure's documentation, e.g. an issue or a page of docs/findings/.
        owner: the person or team that is responsible for the failure.
        expires: the last day on which the failure does not make a run red.
        sometimes: whether the failure happens in some runs only; then a test that passes is green.
    """

    rows: tuple[str, ...]
    kind: FailureKind
    why: str
    link: str
    owner: str
    expires: date
    shown: str = ""
    sometimes: bool = False

    def covers(self, row: str) -> bool:
        """Say whether the failure is declared for the scenario with this id."""
        return any(fnmatchcase(row, pattern) for pattern in self.rows)

    def describes(self, failure: Exception, shown: str) -> bool:
        """Say whether a failure is of the declared kind, with the declared verdict.

        Args:
            failure: the failure of a test.
            shown: the last verdict that the app showed; empty if the app showed none.
        """
        return self.kind is kind_of(failure) and (not self.shown or fnmatchcase(shown, self.shown))

    def __str__(self) -> str:
        return f"{self.kind}: {self.why} ({self.link}; {self.owner}, until {self.expires})"


def kind_of(failure: Exception) -> FailureKind:
    """Return the kind of a failure of the app; OTHER if the exception is not an `AppFailure`."""
    return failure.kind if isinstance(failure, AppFailure) else FailureKind.OTHER


class KnownFailureSeen(Exception):
    """A test failed as a known failure describes; `judge_by_known_failures` makes it an xfail."""


@runtime_checkable
class DeclaresKnownFailures(Protocol):
    """The target's adapter declares known failures."""

    known_failures: tuple[KnownFailure, ...]


def apply_known_failures(
    findings: Sequence[KnownFailure], row: str, failure: Exception | None, shown: str, today: date
) -> None:
    """Compare the result of a test with the known failures of its scenario.

    Args:
        findings: the known failures that the adapter declares.
        row: the scenario's id.
        failure: the failure of the test; None if the test passed.
        shown: the last verdict that the app showed; empty if the app showed none.
        today: the day of the run.

    Raises:
        KnownFailureSeen: the test failed as a known failure describes.
        AppFailure: a known failure of the scenario, other than `sometimes`, did not happen; or one
            has expired.
        Exception: the failure itself, if no known failure describes it.
    """
    expected = [each for each in findings if each.covers(row)]
    if failure is None:
        for finding in (each for each in expected if not each.sometimes):
            raise AppFailure(
                f"a known finding did not happen: {finding}; if the app has been corrected, remove "
                "the finding from the adapter"
            )
        return
    for finding in expected:
        if not finding.describes(failure, shown):
            continue
        if finding.expires < today:
            raise AppFailure(
                f"{failure}\na known finding has expired: {finding}; correct the app, or set a "
                "later `expires` in the adapter",
                finding.kind,
            )
        raise KnownFailureSeen(f"known finding: {finding}")
    raise failure
