"""The target's page tells each finding and each cell once, as text and never as markup."""

from dataclasses import replace

from reports.outcomes import Outcome
from reports.record import Record
from reports.target_page import draw
from tests.reports.examples import EVERY_OUTCOME, EVIL, phase, record


def cell(certificate: str, expected: str, shown: str, **values: object) -> Record:
    return record(
        f"certificates/{certificate}/993-tls/ssl",
        Outcome.PASSED if shown == expected else Outcome.FAILED,
        verdicts=[{"expected": expected, "shown": shown}],
        phases=[phase("connect", 0)],
        finding="" if shown == expected else "wrong reason",
        **values,
    )


UNSPECIFIED = "Rejected(unspecified)"
WRONG = [cell(each, f"Rejected({each})", UNSPECIFIED) for each in ("expired", "old", "refused")]


def test_a_cell_tells_verdict_seconds_and_the_wire() -> None:
    page = draw([cell("good", "Connected", "Connected")], "mycrm")
    assert "mycrm: what was found out" in page
    assert "<th>993-tls, SSL</tr>" in page
    assert "<div>Connected after 1.0 s</div>" in page
    assert "the app never came to the front door" in page
    assert "Findings: 0" in page


def test_a_finding_tells_what_should_have_been_shown_and_leads_to_its_test() -> None:
    page = draw(WRONG[:1], "mycrm")
    assert f"<b>{UNSPECIFIED}</b>, not Rejected(expired) after 1.0 s" in page
    assert f'href="index.html#?testId={WRONG[0].test_id}"' in page
    assert "one message for many causes" not in page


def test_one_verdict_for_three_causes_is_a_finding_of_its_own() -> None:
    page = draw(WRONG, "mycrm")
    causes = "Rejected(expired), Rejected(old), Rejected(refused)"
    assert f"{UNSPECIFIED} stands for {causes}" in page


def test_what_is_known_is_told_as_such_and_the_last_attempt_counts() -> None:
    first = replace(WRONG[0], began=1.0)
    last = replace(WRONG[0], outcome=Outcome.KNOWN)
    page = draw([last, first], "mycrm")
    assert "Findings: 1" in page
    assert "wrong reason (known)" in page


def test_nothing_from_outside_becomes_markup() -> None:
    evil = cell(f"{EVIL}", EVIL, UNSPECIFIED)
    page = draw([*EVERY_OUTCOME, evil], EVIL)
    assert "<script>" not in page
    assert "<img" not in page
