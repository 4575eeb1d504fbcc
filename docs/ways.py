"""Count the scenarios that are not offered in each way in which an app reaches bluebar.

The numbers are for an app that has every feature, such as the reference app. `docs.generate` writes
them into docs/reach-your-app.md.
"""

from collections.abc import Callable, Iterator

from bluebar.commands.coverage_estimate import suite_functions
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.scenarios.offered_rows import needs_no_proxy
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS, Certificate

Uses = frozenset[str]
"""The names of the methods of `Environment` that a row's test calls."""

STARTS_APP: Uses = frozenset({"kill_app", "kill_app_during_sync", "restart_app"})
ANOTHER_HOST: Uses = frozenset({"at_another_server"})
TWO_SERVERS: Uses = ANOTHER_HOST | {"mailbox_that_shares"}

IsLost = Callable[[Scenario, Uses], bool]
"""Whether a row is lost, given the names that its test uses."""


def rows_with_uses() -> Iterator[tuple[Scenario, Uses]]:
    """Yield every row of the suite, with the names that its test uses."""
    for test, declared in suite_functions():
        for row in declared.rows:
            yield row, frozenset(test.__code__.co_names)


def is_lost_if_it_runs_already(row: Scenario, uses: Uses) -> bool:
    """Say whether a row needs an app that bluebar starts."""
    return row.conditions.needs_own_app or bool(uses & STARTS_APP)


def is_lost_at_one_host(row: Scenario, uses: Uses) -> bool:  # noqa: ARG001 - one signature for all
    """Say whether a row needs two mail servers with different hosts."""
    return bool(uses & ANOTHER_HOST)


def is_lost_at_fixed_ports(row: Scenario, uses: Uses) -> bool:
    """Say whether a row needs a third port, or two mail servers at once."""
    return not {*row.door.ports} <= {*USUAL_PORTS} or bool(uses & TWO_SERVERS)


def is_lost_with_one_certificate(row: Scenario, uses: Uses) -> bool:
    """Say whether a row needs a certificate that only bluebar can sign, or another host."""
    return not row.door.certificates <= {Certificate.GOOD} or is_lost_at_one_host(row, uses)


def is_lost_without_proxy(row: Scenario, uses: Uses) -> bool:  # noqa: ARG001 - one signature for all
    """Say whether a row needs the proxy."""
    return not needs_no_proxy(row, has_wrong_envelopes=True)  # the mail server is GreenMail


WAYS: dict[str, tuple[str, IsLost]] = {
    "the app runs already": ("`--base-url`", is_lost_if_it_runs_already),
    "the proxy has one host": ("`--proxy-host`", is_lost_at_one_host),
    "the proxy has fixed ports, too": ("`--proxy-ports`", is_lost_at_fixed_ports),
    "the proxy has a public certificate": ("`--proxy-cert`", is_lost_with_one_certificate),
    "there is no proxy": ("`--no-front-door`", is_lost_without_proxy),
}
"""The ways that cost something: what is so, the option, and whether a row is lost."""


def table() -> str:
    """Return the table of the ways in Markdown."""
    rows = list(rows_with_uses())
    lines = [
        f"| {what} | {option} | {sum(is_lost(row, uses) for row, uses in rows)} of {len(rows)} |"
        for what, (option, is_lost) in WAYS.items()
    ]
    return "| Way | Option | Not offered |\n|---|---|---|\n" + "\n".join(lines) + "\n"
