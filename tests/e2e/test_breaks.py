"""The breaks still apply to the app, and name scenarios that exist."""

from pathlib import Path

import pytest

from bluebar.e2e.scenarios.all_scenarios import ALL
from tests.breaks.__main__ import Break, apply_break, judge, load, matching_ids

ROOT = Path(__file__).parents[2]
IDS = [row.id for row in ALL]


@pytest.mark.parametrize("broken", load(), ids=lambda broken: broken.name)
def test_a_break_applies_and_names_existing_scenarios(broken: Break) -> None:
    source = (ROOT / broken.file).read_text(encoding="utf-8")
    assert apply_break(broken, source) != source
    assert matching_ids(broken.red, IDS)


def test_breaks_of_the_flow_and_of_the_field_exist() -> None:
    of_the_field = [each.only for each in load() if each.only]
    assert len(load()) - len(of_the_field) >= 15
    assert len(of_the_field) >= 25
    assert len(set(of_the_field)) >= 5


def record(name: str, outcome: str, error: str = "") -> dict[str, object]:
    return {"scenario": {"id": name}, "outcome": outcome, "error": error}


def test_patterns_add_and_remove_scenarios_in_order() -> None:
    ids = ["a/1", "a/2", "b/1"]
    assert matching_ids(["a/*", "!a/1", "b/1"], ids) == {"a/2", "b/1"}
    with pytest.raises(ValueError, match="matches no scenario"):
        matching_ids(["a/*", "!b/1"], ids)


BROKEN = Break(name="b", file="f", old="o", new="n", red=["a/1"], says="is grey")


def test_a_break_that_the_named_scenarios_catch_passes() -> None:
    assert (
        judge(BROKEN, [record("a/1", "failed", "E the bar is grey"), record("a/2", "passed")]) == []
    )


@pytest.mark.parametrize(
    "records",
    [
        [record("a/1", "passed")],
        [record("a/1", "failed", "is grey"), record("a/2", "failed", "is grey")],
        [record("a/1", "error", "is grey")],
        [record("a/1", "failed", "timed out")],
    ],
    ids=["nothing red", "something else red", "a harness error", "another message"],
)
def test_a_break_that_other_scenarios_catch_is_reported(records: list[dict[str, object]]) -> None:
    assert judge(BROKEN, records)
