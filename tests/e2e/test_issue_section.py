"""A run ends with what is new, gone and expired, and with the lines that make failures known."""

from datetime import date
from pathlib import Path
from typing import Any

from bluebar.e2e.outcome.known_issues import IssueEntry, parse_known_issues
from bluebar.e2e.outcome.new_issues import entries_for, results_by_issue
from bluebar.e2e.run.issue_options import KnownIssues
from bluebar.e2e.run.issue_section import default_until, issue_lines
from bluebar.reports.record.attempts_of_test import group_by_test
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import (
    CountNote,
    IssueState,
    KnownIssueNote,
    VerdictNote,
)
from tests.reports.examples import record

WRONG = VerdictNote(expected="Rejected(refused)", shown="Rejected(unspecified)")
LATE = VerdictNote(expected="Connected", shown="NoVerdict(within 12 s)")
FILE = KnownIssues(file=Path("crm/known_issues.toml"))


def about(state: IssueState) -> KnownIssueNote:
    return KnownIssueNote(state=state, issue="other: It hangs.", place="known_issues.toml:3")


def failed(name: str, *verdicts: VerdictNote, **values: Any) -> Record:
    return record(name, Outcome.FAILED, verdicts=list(verdicts), **values)


NEW = failed("refusals/closed-143", WRONG, finding="wrong reason")
CHANGED = failed("sync/slow", LATE, known_issue=about(IssueState.CHANGED))
EXPIRED = failed("sync/lost", LATE, known_issue=about(IssueState.EXPIRED))
GONE = record("sync/gone", Outcome.PASSED, known_issue=about(IssueState.GONE))
KNOWN = record("sync/known", Outcome.KNOWN, known_issue=about(IssueState.KNOWN))
OTHERS = [
    record("sync/fine", Outcome.PASSED),
    record("sync/broken", Outcome.ERROR),
    record("sync/declared", Outcome.KNOWN),
    failed("sync/flaky"),
    record("sync/flaky", Outcome.PASSED, attempt=2, began=1_800_000_000.0),
]
EVERY = [NEW, CHANGED, EXPIRED, GONE, KNOWN, *OTHERS]


def lines(*records: Record, known: KnownIssues = FILE) -> list[str]:
    return list(issue_lines(results_by_issue(group_by_test(records)), known))


def test_the_tests_of_a_run_are_new_gone_expired_or_known() -> None:
    results = results_by_issue(group_by_test(EVERY))
    assert results.new == [NEW, CHANGED]
    assert results.gone == [GONE]
    assert results.expired == [EXPIRED]
    assert results.known == [KNOWN]
    assert results.in_words == "1 known, 2 new, 1 gone, 1 expired"


def test_a_gone_issue_that_fails_a_strict_run_is_no_new_one() -> None:
    strict = failed("sync/gone", known_issue=about(IssueState.GONE))
    assert lines(strict)[0] == "crm/known_issues.toml: 1 gone"


def test_the_section_names_each_test_and_says_what_to_do() -> None:
    assert lines(*EVERY)[:8] == [
        "crm/known_issues.toml: 1 known, 2 new, 1 gone, 1 expired",
        "new      refusals/closed-143: expected Rejected(refused), shown Rejected(unspecified)",
        "new      sync/slow: expected Connected, shown NoVerdict(within 12 s); "
        "known in another way: other: It hangs.; known_issues.toml:3",
        "expired  sync/lost: other: It hangs.",
        "         correct the app, or set a later `until` in known_issues.toml:3",
        "gone     sync/gone passed: other: It hangs.",
        "         the scenario no longer belongs in known_issues.toml:3",
        "These lines in crm/known_issues.toml make the new issues known:",
    ]


def test_the_offered_lines_are_an_issue_that_describes_the_failure() -> None:
    offered = lines(NEW)[3:]
    end = offered.index("`bluebar known --add --ticket TICKET --owner OWNER` adds them.")
    (issue,) = parse_known_issues("\n".join(offered[:end]), Path("known_issues.toml"))
    assert issue.rows == (NEW.name,)
    assert (issue.kind, issue.shown) == ("wrong reason", "Rejected(unspecified)")
    assert issue.expires == default_until()


def test_only_a_few_entries_are_offered_in_full() -> None:
    many = [failed(f"counts/{n}", error=f"E   wrong: {n}") for n in range(8)]
    shown = lines(*many)
    assert shown.count("[[issue]]") == 5
    assert shown[-1].endswith("adds them, with 3 more entries.")


def test_an_included_app_and_a_run_with_nothing_to_say_have_no_section() -> None:
    assert lines(*EVERY, known=KnownIssues()) == []
    assert lines(*OTHERS) == []


def test_a_run_without_a_test_of_the_issues_says_so() -> None:
    text = (
        "[[issue]]\nscenarios = ['a']\nfailure = 'other'\nwhy = 'x'\nticket = 'y'\nowner = 'z'\n"
        "until = 2999-01-01"
    )
    issues = parse_known_issues(text, Path("known_issues.toml"))
    known = KnownIssues(file=FILE.file, issues=issues)
    nothing = "no test of this run is about a known issue"
    assert lines(*OTHERS, known=known) == [f"crm/known_issues.toml: {nothing}"]


UNTIL = date(2027, 3, 31)


def entries(*records: Record, why: str = "") -> list[IssueEntry]:
    return entries_for(records, ticket="CRM-1", owner="me", until=UNTIL, why=why)


def test_scenarios_that_fail_in_the_same_way_are_in_one_entry() -> None:
    other = failed("refusals/closed-port-993", WRONG, finding="wrong reason")
    one, two = entries(NEW, CHANGED, other, NEW)
    assert one.scenarios == [NEW.name, other.name]
    assert one.why == "expected Rejected(refused), shown Rejected(unspecified)"
    assert (two.scenarios, two.failure, two.shown) == (["sync/slow"], "other", "NoVerdict(*)")


def test_a_text_of_ones_own_joins_all_reasons() -> None:
    lost = failed("counts/a", counts=[CountNote(name="contacts", expected=3, shown=2)])
    more = failed("counts/b", counts=[CountNote(name="contacts", expected=9, shown=2)])
    assert [each.why for each in entries(lost, more)] == [
        "contacts: expected 3, shown 2",
        "contacts: expected 9, shown 2",
    ]
    (joined,) = entries(lost, more, why="Contacts\tare lost.")
    assert joined.scenarios == ["counts/a", "counts/b"]
    assert joined.why == "Contacts\ufffdare lost."
    assert joined.shown == ""


def test_an_id_with_the_characters_of_a_pattern_matches_itself_only() -> None:
    odd = failed("own/[a]*", finding="a kind of a later bluebar")
    (made,) = entries(odd)
    assert made.scenarios == ["own/[[]a][*]"]
    assert made.failure == "other"
