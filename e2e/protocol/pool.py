"""Return the users of a target's pool: users that exist in the app before the run.

If all tests start with the browser session of one person, this person is a pool of one.
"""

import pytest

from bluebar.e2e.protocol.capability_checks import has_capability, keeps_session
from bluebar.e2e.protocol.target import AppUser, Target
from bluebar.e2e.protocol.user_capabilities import HasPool, SendsSummary

SIGNED_IN = AppUser(name="the signed-in person", email="signed-in@person.invalid", password="")
"""The person of the browser session, if the adapter does not name the person."""


def people_of(target: Target) -> tuple[AppUser, ...]:
    """Return the users of the target's pool; an empty tuple if users are made for each test.

    Raises:
        pytest.UsageError: the adapter declares a pool, but the pool is missing or empty; a user's
            password is missing; a user's email is no address; or the adapter has one session, and
            not one person.
    """
    if target.users != "pool":
        return _person_of_session(target) if keeps_session(target) else ()
    people = tuple(target.pool()) if isinstance(target, HasPool) else ()
    if not people:
        raise pytest.UsageError(
            f"target {target.name} takes its users from a pool, but the pool is empty: "
            "let the adapter's pool() return users (docs/attached-apps.md)"
        )
    if no_address := [each.email for each in people if "@" not in each.email]:
        raise pytest.UsageError(
            f"pool() of target {target.name} returns the email {no_address[0]!r}, which has no @: "
            "give each AppUser the address of the user's account in the app; a login that is no "
            "address can be the name of the AppUser"
        )
    if keeps_session(target) and len(people) > 1:
        raise pytest.UsageError(
            f"the tests of target {target.name} use the session of one person, but pool() returns "
            f"{len(people)}: return this person alone, or let `sign_in` sign each user in"
        )
    return people


def _person_of_session(target: Target) -> tuple[AppUser, ...]:
    """Return the person of the session, whom the adapter does not name.

    Raises:
        pytest.UsageError: the adapter reads mail to the person, whose address is not known.
    """
    name = target.name
    if has_capability(target, SendsSummary):
        raise pytest.UsageError(
            f"the adapter of {name} reads the app's mail to its user, and does not say who "
            'the signed-in person is: set users = "pool", and let pool() return one AppUser with '
            'the name and the address of this person, and the password "" (docs/single-sign-on.md)'
        )
    return (SIGNED_IN,)
