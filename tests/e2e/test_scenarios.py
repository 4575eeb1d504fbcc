"""The table of scenarios is whole, and the documents say what it says."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from e2e.documents import DOCUMENTS, NOT_TESTED, ROOT, STATEMENTS
from e2e.scenario import Group, Scenario
from e2e.scenarios import ALL, account, article, counts, refusals, ssl_port
from e2e.verdicts import NoVerdict, Reason, Rejected

E2E = Path(__file__).parents[2] / "e2e"
MODULES = {
    "account": account,
    "article": article,
    "counts": counts,
    "refusals": refusals,
    "ssl_port": ssl_port,
}


def named_in_tests() -> Counter[str]:
    """Count how often each row is given to a test, read from the tests' own `@scenarios(…)`."""
    found: Counter[str] = Counter()
    for file in E2E.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "scenarios":
                for argument in node.args:
                    value = argument.value if isinstance(argument, ast.Starred) else argument
                    assert isinstance(value, ast.Attribute)
                    assert isinstance(value.value, ast.Name)
                    rows = getattr(MODULES[value.value.id], value.attr)
                    rows = (rows,) if isinstance(rows, Scenario) else rows
                    found.update(row.id for row in rows)
    return found


def test_every_id_is_there_once() -> None:
    assert [name for name, times in Counter(row.id for row in ALL).items() if times > 1] == []


def test_every_row_is_run_by_one_test() -> None:
    assert named_in_tests() == Counter(row.id for row in ALL)


def test_at_least_thirty_rows_differ_in_door_input_or_verdict() -> None:
    different = {
        (row.route, row.door, row.login, row.server_password, row.typing, str(row.expected))
        for row in ALL
    }
    assert len(different) >= 30


def test_every_statement_of_the_article_is_proved_or_said_not_to_be() -> None:
    proved = {statement for row in ALL for statement in row.proves}
    assert proved <= STATEMENTS.keys()
    assert STATEMENTS.keys() - proved == NOT_TESTED.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_are_what_the_scenarios_say(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == DOCUMENTS[name](), "run: python -m e2e.documents"


def test_the_readmes_examples_stand_in_the_suite() -> None:
    suite = "".join(file.read_text(encoding="utf-8") for file in E2E.rglob("*.py"))
    lines = {line.strip() for line in suite.splitlines()}
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(shown) == 2
    for line in "".join(shown).splitlines():
        assert line.strip() in lines, line


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.id)
def test_a_row_says_why_in_a_sentence(row: Scenario) -> None:
    assert row.why.endswith(".")
    assert row.id.split("/")[0] in {group.value for group in Group}


def test_no_scenario_expects_no_verdict() -> None:
    assert not any(isinstance(row.expected, NoVerdict) for row in ALL)


def test_the_reasons_that_a_plain_door_can_stage_are_all_staged() -> None:
    staged = {row.expected.reason for row in ALL if isinstance(row.expected, Rejected)}
    assert staged >= {
        Reason.WRONG_CREDENTIALS,
        Reason.SSL_WANTED,
        Reason.SSL_NOT_SPOKEN,
        Reason.CERTIFICATE_UNTRUSTED,
        Reason.CERTIFICATE_FOR_ANOTHER_NAME,
        Reason.POP3_SERVER,
        Reason.REFUSED,
        Reason.HOST_NOT_FOUND,
        Reason.HOST_NOT_ALLOWED,
        Reason.INVALID_CHARACTERS,
        Reason.MISSING_FIELD,
    }
