"""Describe a row for the record of a test."""

from bluebar.e2e.scenarios.citations import links
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.reports.record.record_fields import ScenarioNote


def row_facts(row: Scenario, route: Route) -> ScenarioNote:
    """Return the facts about a row that a test's record contains.

    Args:
        row: the scenario.
        route: the route that the app takes in this run.
    """
    return ScenarioNote(
        id=row.id,
        why=row.why,
        route=route.value,
        proves=list(row.sources.proves),
        cited=row.sources.cited,
        links=[url for _, url in links(row.sources.cited) if url],
    )
