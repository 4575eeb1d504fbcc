"""Reports and summaries show which known issues are gone, and which have expired."""

import json

import pytest
from msgspec.structs import replace

from bluebar.reports.html.playwright_report import entries
from bluebar.reports.record.failure_message import failure_reason
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record_fields import IssueState, KnownIssueNote
from bluebar.reports.summaries.annotations import to_annotations
from bluebar.reports.summaries.json_summary import to_json
from bluebar.reports.summaries.markdown import to_markdown
from bluebar.reports.summaries.slack import to_slack
from bluebar.reports.summaries.summary import summarize
from tests.reports.examples import EVERY_OUTCOME, FALSE_SUCCESS, record


def note(state: IssueState) -> KnownIssueNote:
    return KnownIssueNote(state=state, issue="other: It hangs, 50%.", place="known_issues.toml:3")


GONE = record("sync/gone", Outcome.PASSED, known_issue=note(IssueState.GONE))
EXPIRED = replace(FALSE_SUCCESS, known_issue=note(IssueState.EXPIRED))


def test_every_format_of_a_summary_tells_an_issue_that_is_gone() -> None:
    line = "sync/gone (jvm): other: It hangs, 50%.; known_issues.toml:3"
    summary = summarize([*EVERY_OUTCOME, GONE])
    assert to_json(summary)["gone"] == [line]
    assert f"### Known issues that are gone\n\n- `{line}`\n" in to_markdown(summary)
    assert "known issues that are gone: 1" in json.dumps(to_slack(summary))
    annotation = f"::notice title=known issue gone::{line.replace('%', '%25')}\n"
    assert to_annotations(summary).endswith(annotation)


def test_a_summary_without_such_an_issue_says_nothing_of_it() -> None:
    summary = summarize([*EVERY_OUTCOME, EXPIRED])
    for text in (to_markdown(summary), json.dumps(to_slack(summary)), to_annotations(summary)):
        assert "that are gone" not in text
        assert "issue gone" not in text


def test_a_reason_says_that_the_issue_has_expired() -> None:
    reason = failure_reason(FALSE_SUCCESS)
    assert failure_reason(EXPIRED) == f"expired (known_issues.toml:3): {reason}"


@pytest.mark.parametrize("state", [None, *IssueState])
def test_the_report_labels_each_state_that_the_outcome_does_not_tell(
    state: IssueState | None,
) -> None:
    known = KnownIssueNote() if state is None else note(state)
    listed = entries([replace(FALSE_SUCCESS, known_issue=known)])["report.json"]
    labels = [each for each in listed["files"][0]["tests"][0]["tags"] if "known" in each]
    told = state not in (None, IssueState.KNOWN)
    assert labels == ([f"@known issue {state}"] if told else [])
