"""docs/known-issues.md names every key, kind of failure and verdict, and its example is right."""

import re
from pathlib import Path

from bluebar.e2e.outcome.failure import FailureKind
from bluebar.e2e.outcome.known_issues import (
    ANY_DEADLINE,
    VERDICTS,
    IssueEntry,
    parse_known_issues,
)
from bluebar.e2e.run.issue_options import STRICT_KNOWN
from bluebar.e2e.scenarios.all_scenarios import ALL

TEXT = Path(__file__).parents[2].joinpath("docs", "known-issues.md").read_text("utf-8")


def test_the_example_is_a_file_of_issues_about_existing_scenarios() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (issue,) = parse_known_issues(example, Path("known_issues.toml"))
    assert {row.id for row in ALL if issue.covers(row.id)} > {"refusals/unknown-host"}


def test_the_table_has_every_key() -> None:
    keys = re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)
    assert tuple(keys) == IssueEntry.__struct_fields__


def test_every_kind_and_every_verdict_is_named() -> None:
    named = set(re.findall(r"`([^`\n]+)`", TEXT))
    assert set(FailureKind) <= named
    simple = {each for each in VERDICTS if "(" not in each}
    assert simple | {ANY_DEADLINE, STRICT_KNOWN} <= named
