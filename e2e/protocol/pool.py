"""Return the users of a target's pool: users that exist in the app before the run."""

import pytest

from bluebar.e2e.protocol.capabilities import HasPool
from bluebar.e2e.protocol.target import AppUser, Target


def people_of(target: Target) -> tuple[AppUser, ...]:
    """Return the users of the target's pool; an empty tuple if users are made for each test.

    Raises:
        pytest.UsageError: the adapter declares a pool, but the pool is missing or empty; or a
            user's password is missing.
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
