"""Decide whether a row is offered to a target, before anything is started for the row.

Rows that try to get past a protection of the app are for your own app. They run against any other
app only with `--security`. Use this option only with the consent of the app's owner.
"""

from collections.abc import Collection

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.scenarios.model import Route, Scenario
from bluebar.fixtures.plan.oddities import HARD_TO_SPLIT
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

SECURITY = "--security"
"""The option that offers such rows to an app even if its adapter does not set `is_ours`."""

NOT_OURS = f"the adapter does not set `is_ours = True`, and {SECURITY} is not given"


def may_probe(target: Target, *, asked: bool) -> bool:
    """Say whether a test may try to get past the app's protection.

    Args:
        target: the app's adapter.
        asked: whether `--security` is given.
    """
    return asked or has_capability(target, IsOurs)


def needs_no_proxy(row: Scenario, *, has_wrong_envelopes: bool) -> bool:
    """Say whether a row can be run without the proxy: its server is healthy, and stays so.

    Args:
        row: the scenario.
        has_wrong_envelopes: whether the mail server splits some addresses wrongly in ENVELOPE
            (`Deviations.wrong_envelopes`), which only the proxy corrects.
    """
    if has_wrong_envelopes and needs_right_envelopes(row):
        return False
    return row.route is Route.STRAIGHT or (row.door == FrontDoor.usual() and row.later is None)


def needs_right_envelopes(row: Scenario) -> bool:
    """Say whether a row has messages with addresses that a server may split wrongly in ENVELOPE."""
    shape = row.mailbox.shape
    return shape.names or not HARD_TO_SPLIT.isdisjoint(shape.oddities)


def require_offered(
    row: Scenario, target: Target, *, probes: bool, uses: Collection[type] = ()
) -> None:
    """Raise `NotOffered` if the row is not for this target.

    Args:
        row: the scenario.
        target: the app's adapter.
        probes: whether a test may try to get past the app's protection (`may_probe`).
        uses: the capabilities that the row's test needs. They are asked for now, so that nobody
            waits for steps of a test that will not be offered.

    Raises:
        NotOffered: the target lacks a capability that the row or its test needs, or has one with
            which the row is skipped; or the row tries to get past a protection, and `probes` is
            False.
    """
    if row.conditions.probes_protection and not probes:
        raise NotOffered(
            "this scenario tries to get past a protection of the app. If the app is your own, set "
            f"`is_ours = True` in the adapter; if its owner agrees, run with {SECURITY}"
        )
    for part in (*row.conditions.requires, *sorted(uses, key=lambda each: each.__name__)):
        require(target, part)
    for part in row.conditions.skip_if_supports:
        if has_capability(target, part):
            raise NotOffered(
                f"this scenario is not for targets with {part.__name__}; {target.name} declares it"
            )
