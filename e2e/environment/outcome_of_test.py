"""Decide how a test of the browser suite ends: not offered, an adapter's error, or a known failure.

The hooks of e2e/plugin.py call these functions around a test's set-up and call.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime

import pytest

from bluebar.e2e.environment.blame import adapter_blamed, raise_error_of_callback
from bluebar.e2e.environment.environment import Environment
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.known_failures import (
    DeclaresKnownFailures,
    KnownFailureSeen,
    apply_known_failures,
    kind_of,
)
from bluebar.e2e.outcome.known_issues import compare_with_issues
from bluebar.e2e.outcome.not_offered import NotLookedAt, NotOffered
from bluebar.e2e.protocol.capability_checks import only_declared
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.run.issue_options import NO_ISSUES, STRICT_KNOWN, KnownIssues
from bluebar.e2e.run.run_plugin import RunPlugin
from bluebar.e2e.run.target_options import ALL_OFFERED
from bluebar.e2e.scenarios.model import Scenario, rows_of_test
from bluebar.e2e.suite import SUITE
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.plugin import ATTEMPT
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.outcomes import Outcome, outcome_of_exception
from bluebar.reports.record.record_fields import IssueState, KnownIssueNote


class RowNotOffered(HarnessError):
    """A row did not judge the app, in a run with `--all-offered`."""


def only_what_it_declares(item: pytest.Item) -> AbstractContextManager[None]:
    """Return a context in which a test may use only the capabilities that it declares.

    Tests outside of bluebar's own suite are not limited: they need not declare `uses`, because
    `bluebar check` does not count them.
    """
    row = getattr(item, "callspec", None) and item.callspec.params.get("scenario")  # type: ignore[attr-defined]
    if not isinstance(row, Scenario) or item.path.resolve().parent != SUITE:
        return nullcontext()
    return only_declared(declared_uses(item) | row.conditions.uses)


def declared_uses(item: pytest.Item) -> frozenset[type]:
    """Return the capabilities that a test declares by `@scenarios(…, uses=…)`."""
    declared = rows_of_test(getattr(item, "function", None))
    return declared.uses if declared else frozenset()


@contextmanager
def not_offered_is_skipped(item: pytest.Item) -> Iterator[None]:
    """Return a context that turns a `NotOffered` or `NotLookedAt` into a skip of the test.

    Raises:
        RowNotOffered: one of these exceptions was raised, and the run has `--all-offered`.
    """
    try:
        yield
    except (NotOffered, NotLookedAt) as error:
        if item.config.getoption(ALL_OFFERED):
            raise RowNotOffered(
                wanted=f"every scenario to judge the app ({ALL_OFFERED})",
                happened=str(error),
                where=item.nodeid,
                next_step="add what is missing to the adapter or to the run's options, or run "
                f"without {ALL_OFFERED}",
            ) from error
        pytest.skip(str(error))


@contextmanager
def everyone_blamed(item: pytest.Item) -> Iterator[None]:
    """Return a context for a phase of a test; errors of the adapter become `AdapterError`."""
    run = item.config.pluginmanager.getplugin("bluebar-run")
    target = run.target if isinstance(run, RunPlugin) else None
    environment = getattr(item, "funcargs", {}).get("environment")
    with adapter_blamed(lambda: item.stash.get(ATTEMPT, None), target):
        try:
            yield
        finally:
            if isinstance(environment, Environment):
                raise_error_of_callback(environment.pages, target)


def is_apps_failure(item: pytest.Item, attempt: Attempt, error: Exception) -> bool:
    """Return whether an exception of a test is a failure of the app, and no error of bluebar."""
    if isinstance(error, AppFailure):
        return True
    outcome = outcome_of_exception(error, clicked=attempt.clicked, test_file=str(item.path))
    return outcome is Outcome.FAILED


def judge_by_known_failures(
    attempt: Attempt,
    target: Target,
    row: str,
    failure: Exception | None,
    known: KnownIssues = NO_ISSUES,
) -> None:
    """Compare a test's result with the known failures of the app; note the kind of failure.

    If a known failure or a known issue describes how the test failed, the test becomes an xfail.

    Args:
        attempt: the attempt that collects the test's record.
        target: the app's adapter, which may declare known failures.
        row: the scenario's id.
        failure: the failure of the test; None if the test passed.
        known: the known issues of the app, from the file beside the adapter.

    Raises:
        AppFailure: a known failure did not happen, or a known failure or issue has expired.
        Exception: the failure itself, if it is not known.
    """
    shown = attempt.verdicts[-1].shown if attempt.verdicts else ""
    if failure:
        # `.value` is plain text. execnet, which sends the record to the controller, cannot send an
        # enum.
        attempt.finding = kind_of(failure).value
    declared = target.known_failures if isinstance(target, DeclaresKnownFailures) else ()
    today = datetime.now(UTC).date()
    try:
        apply_known_failures(declared, row, failure, shown, today)
    except KnownFailureSeen as seen:
        pytest.xfail(str(seen))
    except Exception as error:
        if error is not failure:
            raise
    attempt.known_issue = compare_with_issues(known.issues, row, failure, shown, today) or (
        KnownIssueNote()
    )
    _apply_known_issue(attempt.known_issue, failure, strict=known.is_strict)


def _apply_known_issue(note: KnownIssueNote, failure: Exception | None, *, strict: bool) -> None:
    """Let a test end as the known issue of its scenario says.

    Raises:
        AppFailure: the issue has expired, or the run is strict and the issue did not happen.
        Exception: the failure itself, if no issue describes it.
    """
    if note.state is IssueState.KNOWN:
        pytest.xfail(f"known issue: {note.issue}; {note.place}")
    if note.state is IssueState.EXPIRED and failure:
        raise AppFailure(
            f"{failure}\na known issue has expired: {note.issue}; correct the app, or set a later "
            f"`until` in {note.place}",
            kind_of(failure),
        )
    if failure:
        raise failure
    if note.state is IssueState.GONE and strict:
        raise AppFailure(
            f"a known issue did not happen ({STRICT_KNOWN}): {note.issue}; if the app has been "
            f"corrected, remove the scenario from {note.place}"
        )
