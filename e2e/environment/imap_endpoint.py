"""The host and ports at which the app reaches a test's mailbox.

Host and ports are those of the row's front door, or (on the straight route) of the mail server.
"""

from collections.abc import Callable
from dataclasses import replace

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.run.context import RunContext
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.e2e.scenarios.offered_rows import needs_no_proxy, needs_right_envelopes
from bluebar.e2e.subjects.mailbox import ImapEndpoint
from bluebar.fixtures.plan.shape import Shape
from bluebar.mailserver.brands import deviations_of
from bluebar.mailserver.frontdoor.proxy_config import Certificate
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint


def route_of(running: RunContext, row: Scenario) -> Route:
    """Return the route of a row in this run; with `--no-front-door` every route is straight."""
    return Route.STRAIGHT if running.no_front_door else row.route


def shape_for(running: RunContext, row: Scenario) -> Shape:
    """Return the shape of a row's mailbox, without groups of addresses if they come out wrong.

    An app may read addresses from ENVELOPE. On the straight route no front door corrects a server
    that splits groups wrongly there, and such an app would show wrong contacts.
    """
    shape = row.mailbox.shape
    return replace(shape, groups=False) if _has_wrong_envelopes(running, row) else shape


def _has_wrong_envelopes(running: RunContext, row: Scenario) -> bool:
    is_straight = route_of(running, row) is Route.STRAIGHT
    return is_straight and deviations_of(running.server).wrong_envelopes


def endpoint_for(
    open_door: Callable[[], ProxyEndpoint],
    *,
    running: RunContext,
    row: Scenario,
    has_door: bool = False,
) -> ImapEndpoint:
    """Return the host and ports at which the app reaches a row's mailbox.

    Args:
        open_door: a function that opens the row's front door. It is called only if the route has a
            front door.
        running: the values of the run.
        row: the scenario.
        has_door: whether the test has a front door already.

    Raises:
        NotOffered: the row needs a front door, a certificate, a port, a host name or a kind of mail
            server that this run lacks; or all tests of the run share the ports of one front door,
            and the test has it.
    """
    server = running.server
    _require_server(running, row)
    if running.no_front_door and not needs_no_proxy(row, has_wrong_envelopes=False):
        raise NotOffered(
            f"this scenario needs a front door: {row.door}; with --no-front-door the app connects "
            f"to {server.brand} directly"
        )
    if running.pair and not row.door.certificates <= {Certificate.GOOD}:
        raise NotOffered(
            f"this scenario needs a front door with another certificate: {row.door}; in this run "
            "every front door has the certificate of --proxy-cert"
        )
    if running.bind.fixed and has_door:
        raise NotOffered(
            "this scenario needs two mail servers at once; with --proxy-ports there is one"
        )
    if running.bind.fixed and (others := {*row.door.ports} - {*running.bind.fixed.typed}):
        raise NotOffered(
            f"this scenario needs port {', '.join(map(str, others))}; --proxy-ports has ports for "
            "143 and 993 only"
        )
    if row.door.by_name and not running.bind.has_names:
        raise NotOffered(
            "this scenario needs a host name that resolves to this machine's loopback address; "
            "bluebar tried its names, and found none"
        )
    if route_of(running, row) is Route.STRAIGHT:
        ports = {143: server.imap_port, 993: server.imaps_port}
        return ImapEndpoint(route=Route.STRAIGHT, host=server.host, ports=ports, door=None)
    door = open_door()
    ports = {port: door.port(port) for port in row.door.ports}
    return ImapEndpoint(route=Route.DOOR, host=door.host, ports=ports, door=door)


def _require_server(running: RunContext, row: Scenario) -> None:
    """Raise `NotOffered` if a row needs a mail server that behaves otherwise."""
    server = running.server
    if not server.pop3_port and any(each.upstream == "pop3" for _, each in row.door.listeners):
        raise NotOffered(
            "this scenario needs a POP3 server; the run's mail server has none (for Dovecot: "
            "Debian's package dovecot-pop3d)"
        )
    needs_no_starttls = row.expected.verdict == Rejected(Reason.SSL_NOT_SPOKEN)
    has_starttls = route_of(running, row) is Route.STRAIGHT and server.facts.starttls
    if needs_no_starttls and has_starttls:
        raise NotOffered(
            "this scenario needs a mail server whose plain port has no STARTTLS; the plain port of "
            "the run's mail server has it"
        )
    if needs_right_envelopes(row) and _has_wrong_envelopes(running, row):
        raise NotOffered(
            f"this scenario needs a mail server with a correct ENVELOPE; {server.brand} splits "
            "some addresses of the row's messages wrongly, and no front door corrects it here"
        )
