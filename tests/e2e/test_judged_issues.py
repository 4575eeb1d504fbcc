"""The result of a test is compared with the known issues: known, gone, expired, or changed."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.environment.outcome_of_test import is_apps_failure, judge_by_known_failures
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.known_issues import (
    FILE_NAME,
    KnownIssue,
    compare_with_issues,
)
from bluebar.e2e.run.issue_options import KnownIssues, issues_file_of, issues_from_options
from bluebar.e2e.targets.registry import load_target
from bluebar.mailserver.errors import HarnessError
from bluebar.reports.record.attempt import Attempt
from bluebar.reports.record.record_fields import IssueState, KnownIssueNote
from tests.e2e.test_known_issues import ISSUE, SHOWN, TEXT, TODAY, entry, issue

ROW = "refusals/closed-port-993"
FAILURE = AppFailure("expected refused, said unspecified", FailureKind.WRONG_REASON)


@pytest.mark.parametrize(
    ("issues", "failure", "shown", "state"),
    [
        ([ISSUE], FAILURE, SHOWN, IssueState.KNOWN),
        ([ISSUE], None, "Rejected(refused)", IssueState.GONE),
        ([ISSUE], AppFailure("x"), SHOWN, IssueState.CHANGED),
        ([ISSUE], FAILURE, "Connected", IssueState.CHANGED),
        ([issue(until=date(2026, 11, 24))], AppFailure("x"), "", IssueState.EXPIRED),
        ([issue(until=date(2026, 11, 24)), issue()], AppFailure("x"), "", IssueState.KNOWN),
        ([issue(until=date(2026, 11, 24))], None, "", IssueState.GONE),
        ([issue()], PlaywrightTimeout("x"), "", IssueState.KNOWN),
        (
            [issue(shown="NoVerdict(*)")],
            AppFailure("x"),
            "NoVerdict(within 75 s)",
            IssueState.KNOWN,
        ),
        ([issue(scenarios=["timeouts/*"])], FAILURE, SHOWN, None),
        ([], FAILURE, SHOWN, None),
    ],
)
def test_the_result_of_a_test_is_compared_with_the_issues(
    issues: list[KnownIssue], failure: Exception | None, shown: str, state: IssueState | None
) -> None:
    note = compare_with_issues(issues, ROW, failure, shown, TODAY)
    assert (note and note.state) == state


LIVE, DEAD = issue(), issue(until=date(2026, 1, 1))


def judged(failure: Exception | None, *issues: KnownIssue, strict: bool = False) -> Attempt:
    """Judge a result by known issues; return the attempt with its notes."""
    attempt = Attempt("t")
    known = KnownIssues(issues=issues, is_strict=strict)
    judge_by_known_failures(attempt, load_target("reference"), ROW, failure, known)
    return attempt


def test_a_failure_as_known_is_an_expected_failure() -> None:
    with pytest.raises(pytest.xfail.Exception, match=re.escape(f"known issue: {LIVE}")):
        judged(AppFailure("x"), LIVE)


def test_a_failure_that_is_not_known_stays_as_it_is() -> None:
    failure = PlaywrightTimeout("the list of accounts")
    with pytest.raises(PlaywrightTimeout) as raised:
        judged(failure)
    assert raised.value is failure
    with pytest.raises(AppFailure) as other:
        judged(FAILURE, LIVE)
    assert other.value is FAILURE


def test_an_expired_issue_is_red_and_says_where_to_change_the_day() -> None:
    with pytest.raises(AppFailure, match=r"expired: other: It hangs.*in known_issues\.toml:1"):
        judged(AppFailure("x"), DEAD)


def test_a_gone_issue_is_noted_and_red_only_in_a_strict_run() -> None:
    assert judged(None, LIVE).known_issue == KnownIssueNote(
        state=IssueState.GONE, issue=str(LIVE), place="known_issues.toml:1"
    )
    with pytest.raises(AppFailure, match=r"did not happen .--strict-known.*issues\.toml:1"):
        judged(None, LIVE, strict=True)


def test_the_known_failures_of_an_adapter_stay_strict() -> None:
    row, shown = "timeouts/garbage/plain", SHOWN
    roundcube = load_target("roundcube")
    with pytest.raises(AppFailure, match="a known finding did not happen"):
        judge_by_known_failures(Attempt("t"), roundcube, row, None)
    attempt = Attempt("t")
    attempt.note_verdict(expected="Rejected(x)", shown=shown)
    with pytest.raises(pytest.xfail.Exception, match="known finding"):
        judge_by_known_failures(attempt, roundcube, row, FAILURE)


@pytest.mark.parametrize(
    ("error", "clicked", "apps"),
    [
        (AppFailure("x"), False, True),
        (PlaywrightTimeout("the page"), True, True),
        (PlaywrightTimeout("the page"), False, False),
        (HarnessError("a", "b", "c", "d"), True, False),
        (ValueError("x"), True, False),
    ],
)
def test_only_failures_of_the_app_can_be_known(
    request: pytest.FixtureRequest, error: Exception, clicked: bool, apps: bool
) -> None:
    assert is_apps_failure(request.node, Attempt("t", clicked=clicked), error) is apps


def options(pytester: pytest.Pytester, *arguments: str) -> KnownIssues:
    return issues_from_options(pytester.parseconfig("-p", "bluebar", *arguments))


def test_the_file_is_beside_the_adapter(pytester: pytest.Pytester) -> None:
    (pytester.path / "crm").mkdir()
    assert issues_file_of("reference") is None
    assert issues_file_of("crm/adapter.py:Crm") == Path("crm", FILE_NAME)
    missing = options(pytester, "--target", "crm/adapter.py:Crm", "--strict-known")
    assert missing == KnownIssues(file=Path("crm", FILE_NAME), is_strict=True)
    (pytester.path / "crm" / FILE_NAME).write_text(TEXT)
    assert options(pytester, "--target", "crm/adapter.py:Crm").issues == (ISSUE,)
    named = options(pytester, "--target", "odoo", "--known-issues", f"crm/{FILE_NAME}")
    assert named.issues == (ISSUE,)


def test_a_file_that_is_missing_or_wrong_is_a_usage_error(pytester: pytest.Pytester) -> None:
    with pytest.raises(pytest.UsageError, match="there is no such file"):
        options(pytester, "--known-issues", "nowhere.toml")
    (pytester.path / FILE_NAME).write_text(entry(owner=None))
    with pytest.raises(pytest.UsageError, match=r"`owner` is missing\nwhere: known_issues\.toml:1"):
        options(pytester, "--target", "adapter.py:Crm")
