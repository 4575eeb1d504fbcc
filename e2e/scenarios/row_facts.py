"""Describe a row for the record of a test."""

from typing import Any

from bluebar.e2e.scenarios.citations import links
from bluebar.e2e.scenarios.model import Route, Scenario


def row_facts(row: Scenario, route: Route) -> dict[str, Any]:
    """Return the facts of a row, with the links of its citations."""
    urls = [url for _, url in links(row.sources.cited) if url]
    return {
        "id": row.id,
        "why": row.why,
        "route": route.value,
        "proves": list(row.sources.proves),
        "cited": row.sources.cited,
        **({"links": urls} if urls else {}),
    }
