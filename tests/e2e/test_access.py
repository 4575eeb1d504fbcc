"""The record of a scenario has the same facts, even if its worker was killed."""

from bluebar.e2e.run.killed_workers import _id_of, _rows
from bluebar.e2e.scenarios import article
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.content import ROWS
from bluebar.e2e.scenarios.model import Route
from bluebar.e2e.scenarios.row_facts import row_facts


def test_a_scenario_without_a_citation_has_no_links() -> None:
    row = article.CONNECTS[0]
    facts = row_facts(row, Route.STRAIGHT)
    assert (facts.id, facts.route, facts.links) == (row.id, "straight", [])
    cited = next(row for row in ROWS if row.sources.cited)
    assert all(url.startswith("https://") for url in row_facts(cited, cited.route).links)


def test_the_row_of_a_killed_worker_is_found_by_the_id_of_its_test() -> None:
    for row in ALL:
        assert _rows()[_id_of(f"e2e/test_x.py::test_y[chromium-{row.id}]")] is row
