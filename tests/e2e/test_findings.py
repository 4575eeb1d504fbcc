"""A known failure keeps a nightly run green for exactly its kind, and until its last day."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import execnet
import pytest

from bluebar.e2e.environment.outcome_of_test import judge_by_known_failures
from bluebar.e2e.outcome.failure import AppFailure, FailureKind
from bluebar.e2e.outcome.known_failures import KnownFailure, KnownFailureSeen, apply_known_failures
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.targets.registry import BUNDLED, load_target
from bluebar.reports.record.attempt import Attempt

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 25)
KNOWN = KnownFailure(
    rows=("refusals/closed-port-*",),
    kind=FailureKind.WRONG_REASON,
    shown="Rejected(unspecified)",
    why="All that goes wrong before the login is told in the same words.",
    link="docs/findings/mycrm.md",
    owner="the mail team",
    expires=TODAY,
)
ROW = "refusals/closed-port-993"
FAILURE = AppFailure("expected refused, said unspecified", FailureKind.WRONG_REASON)


def test_a_known_failure_is_an_expected_failure_with_its_description() -> None:
    with pytest.raises(KnownFailureSeen) as raised:
        apply_known_failures([KNOWN], ROW, FAILURE, "Rejected(unspecified)", TODAY)
    assert str(KNOWN) in str(raised.value)


def test_the_kind_of_a_failure_travels_between_workers() -> None:
    attempt = Attempt("t")
    with pytest.raises(AppFailure):
        judge_by_known_failures(attempt, load_target("reference"), ROW, FAILURE)
    sent = execnet.loads(execnet.dumps(attempt.to_bytes()))
    assert Attempt.from_bytes(sent).finding == "wrong reason"


@pytest.mark.parametrize(
    ("findings", "row", "kind", "shown"),
    [
        ([], ROW, FailureKind.WRONG_REASON, "Rejected(unspecified)"),
        ([KNOWN], "refusals/no-such-user", FailureKind.WRONG_REASON, "Rejected(unspecified)"),
        ([KNOWN], ROW, FailureKind.FALSE_SUCCESS, "Rejected(unspecified)"),
        ([KNOWN], ROW, FailureKind.WRONG_REASON, "Rejected(wrong credentials)"),
    ],
    ids=["nothing known", "another row", "another kind", "another verdict"],
)
def test_any_other_failure_stays_red(
    findings: list[KnownFailure], row: str, kind: FailureKind, shown: str
) -> None:
    failure = AppFailure("as it was", kind)
    with pytest.raises(AppFailure) as raised:
        apply_known_failures(findings, row, failure, shown, TODAY)
    assert raised.value is failure


def test_an_expired_known_failure_is_red() -> None:
    with pytest.raises(AppFailure, match="has expired") as raised:
        apply_known_failures([KNOWN], ROW, FAILURE, "Rejected(unspecified)", date(2026, 11, 26))
    assert raised.value.kind is FailureKind.WRONG_REASON


def test_a_known_failure_that_does_not_happen_is_red() -> None:
    with pytest.raises(AppFailure, match="a known finding did not happen"):
        apply_known_failures([KNOWN], ROW, None, "Rejected(refused)", TODAY)
    apply_known_failures(
        [KNOWN], "refusals/no-such-user", None, "Rejected(wrong credentials)", TODAY
    )


def test_a_known_failure_that_happens_sometimes_may_not_happen() -> None:
    rare = replace(KNOWN, sometimes=True)
    apply_known_failures([rare], ROW, None, "Rejected(refused)", TODAY)
    with pytest.raises(KnownFailureSeen):
        apply_known_failures([rare], ROW, FAILURE, "Rejected(unspecified)", TODAY)


def test_a_known_failure_without_a_verdict_is_matched_by_its_kind() -> None:
    altered = replace(KNOWN, kind=FailureKind.MAIL_ALTERED, shown="", rows=("*",))
    with pytest.raises(KnownFailureSeen):
        apply_known_failures(
            [altered], ROW, AppFailure("seen", FailureKind.MAIL_ALTERED), "Connected", TODAY
        )


@pytest.mark.parametrize("name", BUNDLED)
def test_the_known_failures_of_bundled_adapters_match_existing_rows(name: str) -> None:
    for finding in getattr(load_target(name), "known_failures", ()):
        for pattern in finding.rows:
            assert any(replace(finding, rows=(pattern,)).covers(row.id) for row in ALL), pattern


@pytest.mark.parametrize("name", BUNDLED)
def test_the_known_failures_of_bundled_adapters_are_documented_at_their_links(name: str) -> None:
    for finding in getattr(load_target(name), "known_failures", ()):
        page, _, anchor = finding.link.partition("#")
        headings = re.findall(r"^## (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        kept = (re.sub(r"[^\w -]", "", heading.lower()) for heading in headings)
        assert anchor in {each.replace(" ", "-") for each in kept}
