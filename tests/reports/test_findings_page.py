"""The findings page shows each finding and each cell once, as text and never as markup."""

from msgspec.structs import replace

from bluebar.reports.html.findings_page import draw
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import ConversationNote, LoginNote, TlsNote, VerdictNote
from tests.reports.examples import EVERY_OUTCOME, EVIL, phase, record


def cell(
    certificate: str, expected: str, shown: str, said: str = "No luck.", **values: object
) -> Record:
    return record(
        f"certificates/{certificate}/993-tls/ssl",
        Outcome.PASSED if shown == expected else Outcome.FAILED,
        verdicts=[VerdictNote(expected=expected, shown=shown, said=said)],
        phases=[phase("connect", 0)],
        finding="" if shown == expected else "wrong reason",
        **values,
    )


TALK = ConversationNote(
    port=993,
    listening_on=993,
    opened_at=0.5,
    tls=TlsNote(version="TLSv1.3"),
    logins=[LoginNote(method="LOGIN", user="ann", result="OK", at=0.7)],
)
UNSPECIFIED = "Rejected(unspecified)"
WRONG = [cell(each, f"Rejected({each})", UNSPECIFIED) for each in ("expired", "old", "refused")]


def test_a_cell_shows_verdict_seconds_and_the_last_login() -> None:
    page = draw([cell("good", "Connected", "Connected", conversations=[TALK])], "mycrm")
    assert "mycrm: findings" in page
    assert "<th>993-tls, SSL</th></tr>" in page
    assert "<div class=right>Connected after 1.0 s" in page
    assert "<div class=soft>TLSv1.3, LOGIN → OK</div>" in page
    assert "Findings: 0" in page


def test_a_cell_shows_the_last_conversation_with_a_login() -> None:
    silent = replace(TALK, logins=[])
    page = draw([cell("good", "Connected", "Connected", conversations=[TALK, silent])], "mycrm")
    assert "TLSv1.3, LOGIN → OK" in page
    page = draw([cell("good", "Connected", "Connected", conversations=[silent])], "mycrm")
    assert "TLSv1.3, no login" in page
    assert "no connection" in draw([cell("good", "Connected", "Connected")], "mycrm")


def test_a_finding_shows_the_expected_verdict_and_links_to_its_test() -> None:
    page = draw(WRONG[:2], "mycrm")
    assert "2 scenarios were judged: 0 as expected, 2 not" in page
    assert "Findings: 2" in page
    assert f"<b>{UNSPECIFIED}</b>, not Rejected(expired) after 1.0 s" in page
    assert f'href="index.html#?testId={WRONG[0].test_id}"' in page
    assert "one message for many causes" not in page


def test_one_message_for_three_causes_is_one_finding() -> None:
    other = cell("self-signed", "Rejected(untrusted)", UNSPECIFIED, "Certificate?!")
    page = draw([*WRONG, other], "mycrm")
    assert "“No luck.” is shown for 3 causes, in 3 scenarios" in page
    assert f'<li>Rejected(old): <a href="index.html#?testId={WRONG[1].test_id}">' in page
    assert "Findings: 2" in page
    assert page.count("<br>wrong reason") == 1


def test_tests_that_are_not_offered_are_listed_by_the_missing_capability() -> None:
    lacking = [
        record(
            name,
            Outcome.NOT_OFFERED,
            error="not offered: mycrm lacks the capability ShowsAges",
            verdicts=[VerdictNote(expected="Connected", shown="Connected")],
        )
        for name in ("sync/age", "article/age")
    ]
    page = draw([*WRONG, *lacking], "mycrm")
    assert "Not offered: 2" in page
    assert "3 scenarios were judged" in page
    assert page.count("<tr><td>mycrm lacks the capability ShowsAges</td>") == 1


def test_a_known_finding_is_marked_and_the_last_attempt_counts() -> None:
    first = replace(WRONG[0], began=1.0)
    last = replace(WRONG[0], outcome=Outcome.KNOWN)
    page = draw([last, first], "mycrm")
    assert "Findings: 1" in page
    assert "wrong reason (known)" in page
    known = [replace(each, outcome=Outcome.KNOWN) for each in WRONG]
    assert "one message for many causes</b> (known)" in draw(known, "mycrm")


def test_nothing_from_outside_becomes_markup() -> None:
    evil = cell(f"{EVIL}", EVIL, UNSPECIFIED)
    page = draw([*EVERY_OUTCOME, evil], EVIL)
    assert "<script>" not in page
    assert "<img" not in page
