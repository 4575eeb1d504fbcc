"""The table of scenarios is complete, and the documents match it."""

import re
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from bluebar.commands.coverage_estimate import suite_rows, suite_tests
from bluebar.e2e.outcome.verdict import NoVerdict, Reason, Rejected
from bluebar.e2e.scenarios import certificates
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.field_failures import FAILURES
from bluebar.e2e.scenarios.model import Group, Scenario
from bluebar.mailserver.frontdoor.faults import BadCertificate
from bluebar.mailserver.frontdoor.proxy_config import Certificate
from docs.generate import DOCUMENTS, NOT_TESTED, ROOT, STATEMENTS

E2E = Path(__file__).parents[2] / "e2e"


def test_every_id_is_unique() -> None:
    assert [name for name, times in Counter(row.id for row in ALL).items() if times > 1] == []


def test_every_row_is_run_by_one_test() -> None:
    assert Counter(row.id for row, _ in suite_rows()) == Counter(row.id for row in ALL)


def test_no_two_rows_of_a_test_stage_the_same() -> None:
    for rows in (test.rows for test in suite_tests()):
        staged = Counter(
            (row.route, row.door, row.later, row.mailbox, row.form, row.expected, row.conditions)
            for row in rows
        )
        assert [each for each, times in staged.items() if times > 1] == []


def test_every_statement_of_the_article_is_proved_or_listed_as_not_tested() -> None:
    proved = {statement for row in ALL for statement in row.sources.proves}
    assert proved <= STATEMENTS.keys()
    assert STATEMENTS.keys() - proved == NOT_TESTED.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_match_the_scenarios(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == DOCUMENTS[name](), "run: python -m docs.generate"


def test_the_examples_of_the_readme_are_in_the_suite() -> None:
    suite = "".join(file.read_text(encoding="utf-8") for file in E2E.rglob("*.py"))
    lines = {line.strip() for line in suite.splitlines()}
    pages = [(ROOT / name).read_text("utf-8") for name in ("README.md", "docs/checks.md")]
    shown = re.findall(r"```python\n(.*?)```", "".join(pages), re.DOTALL)
    assert len(shown) == 2
    for line in "".join(shown).splitlines():
        assert line.strip() in lines, line


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.id)
def test_a_rows_why_is_a_sentence(row: Scenario) -> None:
    assert row.why.endswith(".")
    assert row.id.split("/")[0] in {group.value for group in Group}


def test_no_scenario_expects_no_verdict() -> None:
    assert not any(isinstance(row.expected.verdict, NoVerdict) for row in ALL)


def test_every_reason_is_staged() -> None:
    staged = {
        row.expected.verdict.reason for row in ALL if isinstance(row.expected.verdict, Rejected)
    }
    # No row expects an unspecified reason: it is for a target that gives none.
    assert staged == set(Reason) - {Reason.UNSPECIFIED}


def test_the_table_of_certificates_ports_and_ssl_is_complete() -> None:
    cells = [(each.certificate, each.at, each.ssl) for each in certificates.TABLE]
    # BY_SNI depends on the host name, and has separate rows.
    kinds = {*Certificate, *BadCertificate} - {Certificate.BY_SNI}
    assert Counter(cells) == Counter(product(kinds, certificates.At, (True, False)))


def test_every_cell_of_the_table_is_a_row_with_its_values() -> None:
    for cell, row in zip(certificates.TABLE, certificates.CELLS, strict=True):
        assert row.expected.verdict == cell.expected
        assert row.form.use_ssl is cell.ssl
        port = 993 if cell.at is certificates.At.IMPLICIT else 143
        listener = dict(row.door.listeners)[port]
        assert row.form.port == port
        assert listener.tls is (cell.at is certificates.At.IMPLICIT)
        assert (listener.starttls is not None) is (cell.at is certificates.At.STARTTLS)
        is_bad = cell.certificate is not Certificate.GOOD
        assert listener.certificate is Certificate.GOOD
        assert listener.faults == ((cell.certificate,) if is_bad else ())


def test_every_failure_of_the_field_is_staged_or_has_a_reason() -> None:
    assert [each.number for each in FAILURES] == list(range(1, 65))
    staged = {number for row in ALL for number in row.sources.failures}
    left_out = {each.number for each in FAILURES if each.not_staged}
    assert staged | left_out == set(range(1, 65))
    assert not staged & left_out
    assert len(left_out) <= 10
    assert all(each.cited for each in FAILURES)


def test_a_row_that_stages_a_failure_cites_an_issue() -> None:
    # Rows that try to get past a protection name no app in which that worked.
    ordinary = [row for row in ALL if not row.conditions.probes_protection]
    assert [row.id for row in ordinary if row.sources.failures and not row.sources.cited] == []


def test_every_row_has_a_marker() -> None:
    bare = [row.id for row in ALL if not row.marks]
    assert bare == []
