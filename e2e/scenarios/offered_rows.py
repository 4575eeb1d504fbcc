"""What of the suite an app is offered, before anything is staged for a row.

Rows that try to get past a protection are for your own app. Somebody else's app is judged by what
it does for the people who use it, unless `--security` is given, with the consent of its owner.
"""

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.scenarios.model import Scenario

SECURITY = "--security"
"""The option that has an app probed though its adapter does not say `is_ours`."""

NOT_OURS = f"the adapter does not say is_ours, and {SECURITY} is not given"


def may_probe(target: Target, *, asked: bool) -> bool:
    """Say whether rows may try to get past the app's protection.

    Args:
        target: the app's adapter.
        asked: whether `--security` is given.
    """
    return asked or has_capability(target, IsOurs)


def require_offered(row: Scenario, target: Target, *, probes: bool) -> None:
    """End the test as `not offered` where the row is not for this target.

    Args:
        row: the scenario.
        target: the app's adapter.
        probes: whether rows may try to get past the app's protection.
    """
    if row.conditions.probes_protection and not probes:
        raise NotOffered(
            "the row tries to get past the app's protection; say `is_ours = True` in the adapter "
            f"of an app of your own, or give {SECURITY} where its owner agrees"
        )
    for part in row.conditions.requires:
        require(target, part)
    for part in row.conditions.skip_if_supports:
        if has_capability(target, part):
            raise NotOffered(f"{target.name} declares {part.__name__}")
