"""What a record says of a scenario is the same whether its worker lived or not."""

from bluebar.e2e.environment.imap_endpoint import endpoint_facts
from bluebar.e2e.run.killed_workers import _id_of, _rows
from bluebar.e2e.scenarios import article
from bluebar.e2e.scenarios.all_scenarios import ALL
from bluebar.e2e.scenarios.content import ROWS
from bluebar.e2e.scenarios.model import Route


def test_a_scenario_has_links_only_where_there_are_any() -> None:
    row = article.CONNECTS[0]
    facts = endpoint_facts(row, Route.STRAIGHT)
    assert (facts.id, facts.route, facts.links) == (row.id, "straight", [])
    cited = next(row for row in ROWS if row.cited)
    assert all(url.startswith("https://") for url in endpoint_facts(cited, cited.route).links)


def test_the_row_of_a_killed_worker_is_found_by_the_id_of_its_test() -> None:
    for row in ALL:
        assert _rows()[_id_of(f"e2e/test_x.py::test_y[chromium-{row.id}]")] is row
