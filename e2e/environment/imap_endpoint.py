"""How the app reaches a test's mailbox: by the row's front door, or straight."""

from collections.abc import Callable
from typing import Any

from bluebar.e2e.outcome.failure import not_offered
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.scenarios.citations import links
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.e2e.subjects.connection import ImapEndpoint
from bluebar.mailserver.frontdoor.proxy_config import Certificate, FrontDoor
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint


def route_of(running: RunContext, row: Scenario) -> Route:
    """Return the way that the app goes, which the row alone does not say."""
    return Route.STRAIGHT if running.no_front_door else row.route


def endpoint_facts(row: Scenario, route: Route) -> dict[str, Any]:
    """Return what a record says of a row; the links are those of its citations that have any."""
    urls = [url for _, url in links(row.cited) if url]
    return {
        "id": row.id,
        "why": row.why,
        "route": route.value,
        "proves": list(row.proves),
        "cited": row.cited,
        **({"links": urls} if urls else {}),
    }


def endpoint_for(
    open_door: Callable[[], ProxyEndpoint], *, running: RunContext, row: Scenario
) -> ImapEndpoint:
    """Return how it is reached, or end the test as `not offered` where that cannot be staged.

    Args:
        open_door: opens the row's door, where the route has one.
        running: the run.
        row: the scenario.
    """
    server = running.server
    is_for_a_door = row.route is Route.DOOR
    is_more = row.door != FrontDoor.usual() or row.later is not None
    if running.no_front_door and is_for_a_door and is_more:
        not_offered(f"GreenMail alone, by --no-front-door, cannot stage this: {row.door}")
    if running.pair and not row.door.certificates <= {Certificate.GOOD}:
        not_offered(f"--mail-cert is the only certificate shown; this row needs: {row.door}")
    if row.door.by_name and not running.bind.has_names:
        not_offered(
            "the name localhost leads to no address of this machine, so no name can be typed"
        )
    if route_of(running, row) is Route.STRAIGHT:
        ports = {143: server.imap_port, 993: server.imaps_port}
        return ImapEndpoint(route=Route.STRAIGHT, host=server.host, ports=ports, door=None)
    door = open_door()
    ports = {port: door.port(port) for port in row.door.ports}
    return ImapEndpoint(route=Route.DOOR, host=door.host, ports=ports, door=door)
