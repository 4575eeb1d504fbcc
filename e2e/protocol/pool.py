"""Ask a target for the users that exist already, if the target takes its users from a pool."""

import pytest

from bluebar.e2e.protocol.capabilities import HasPool
from bluebar.e2e.protocol.target import AppUser, Target


def people_of(target: Target) -> tuple[AppUser, ...]:
    """Return the users of the target's pool; an empty tuple if users are made for each test.

    Raises:
        pytest.UsageError: the pool is missing or empty, or credentials are missing.
    """
    if target.users != "pool":
        return ()
    people = tuple(target.pool()) if isinstance(target, HasPool) else ()
    if not people:
        raise pytest.UsageError(
            f"target {target.name} takes its users from a pool, but the pool is empty: "
            "let the adapter's pool() return users (docs/attached-apps.md)"
        )
    return people
