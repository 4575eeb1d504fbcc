"""What a record says of a scenario is the same whether its worker lived or not."""

from e2e.access import facts_of
from e2e.killed import _id_of, _rows
from e2e.scenario import Route
from e2e.scenarios import ALL, article
from e2e.scenarios.content import ROWS


def test_a_scenario_has_links_only_where_there_are_any() -> None:
    row = article.CONNECTS[0]
    facts = facts_of(row, Route.STRAIGHT)
    assert facts.keys() == {"id", "why", "route", "proves", "cited"}
    assert (facts["id"], facts["route"]) == (row.id, "straight")
    cited = next(row for row in ROWS if row.cited)
    assert all(url.startswith("https://") for url in facts_of(cited, cited.route)["links"])


def test_the_row_of_a_killed_worker_is_found_by_the_id_of_its_test() -> None:
    for row in ALL:
        assert _rows()[_id_of(f"e2e/test_x.py::test_y[chromium-{row.id}]")] is row
