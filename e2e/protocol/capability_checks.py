"""Look up which capabilities a target has, and end a test if one is missing.

The capabilities themselves are in the modules `*capabilities` and `declarations`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeGuard, TypeVar

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol import (
    account_capabilities,
    admin_capabilities,
    capabilities,
    declarations,
    list_capabilities,
    shown_capabilities,
    user_capabilities,
)
from bluebar.mailserver.errors import HarnessError

T = TypeVar("T")

CAPABILITIES: Mapping[str, type] = {
    name: capability
    for module in (
        account_capabilities,
        capabilities,
        user_capabilities,
        list_capabilities,
        shown_capabilities,
        admin_capabilities,
        declarations,
    )
    for name, capability in vars(module).items()
    if getattr(capability, "_is_runtime_protocol", False)
}
"""Every capability of this folder's modules, by name."""

_DECLARED: ContextVar[frozenset[type] | None] = ContextVar("declared", default=None)


class UndeclaredCapability(HarnessError):
    """A test of the suite asks for a capability that the test does not declare."""


@contextmanager
def only_declared(declared: frozenset[type]) -> Iterator[None]:
    """Return a context in which `require` raises for a capability that the test does not declare.

    `require` raises even if the target has the capability. `bluebar check` counts the rows for a
    target by these declarations, so a forgotten declaration would make the count wrong.
    """
    token = _DECLARED.set(declared)
    try:
        yield
    finally:
        _DECLARED.reset(token)


def has_capability(target: object, capability: type[T]) -> TypeGuard[T]:
    """Say whether a target has all members of a capability.

    If an attribute of the capability is False, the target does not have the capability.
    """
    return isinstance(target, capability) and not any(
        getattr(target, name) is False for name in capability.__annotations__
    )


def keeps_session(target: object) -> bool:
    """Say whether all tests of a target start with one browser session, of one person."""
    return has_capability(target, user_capabilities.RenewsSession) or has_capability(
        target, user_capabilities.KeepsSession
    )


def can_end_syncs(target: object) -> bool:
    """Say whether the adapter can disconnect the mailboxes of a test."""
    return has_capability(target, user_capabilities.CleansUp) or (
        has_capability(target, capabilities.ListsAccounts)
        and has_capability(target, capabilities.CanBeDisconnected)
    )


def capabilities_of(target: object) -> list[str]:
    """Return the names of the capabilities that a target has."""
    return [name for name, capability in CAPABILITIES.items() if has_capability(target, capability)]


def require(target: object, capability: type[T]) -> T:
    """Return the target, typed as the capability, if the target has the capability.

    Raises:
        NotOffered: the target lacks the capability.
        UndeclaredCapability: the running test asks for a capability that it does not declare.
    """
    declared = _DECLARED.get()
    if declared is not None and capability not in declared:
        names = ", ".join(sorted(each.__name__ for each in declared))
        raise UndeclaredCapability(
            wanted=f"the test to declare {capability.__name__}, because the test uses it",
            happened=f"the test declares {names or 'no capability'}",
            where="the test's `@scenarios(…)`",
            next_step=f"add `uses=({capability.__name__},)` to `@scenarios(…)`, or add "
            f"{capability.__name__} to the capabilities that the row requires",
        )
    if not has_capability(target, capability):
        name = getattr(target, "name", target)
        raise NotOffered(f"{name} lacks the capability {capability.__name__}")
    return target
