"""Look up which capabilities a target has, and end a test if one is missing.

The capabilities themselves are in `capabilities` and `declarations`.
"""

from collections.abc import Mapping
from typing import TypeGuard, TypeVar

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol import capabilities, declarations

T = TypeVar("T")

CAPABILITIES: Mapping[str, type] = {
    name: capability
    for module in (capabilities, declarations)
    for name, capability in vars(module).items()
    if getattr(capability, "_is_runtime_protocol", False)
}
"""Every capability, by name."""


def has_capability(target: object, capability: type[T]) -> TypeGuard[T]:
    """Say whether a target has a capability; a member set to False means that it has not."""
    return isinstance(target, capability) and not any(
        getattr(target, name) is False for name in capability.__annotations__
    )


def capabilities_of(target: object) -> list[str]:
    """Return the names of the capabilities that a target has."""
    return [name for name, capability in CAPABILITIES.items() if has_capability(target, capability)]


def require(target: object, capability: type[T]) -> T:
    """Return the target, typed as one that has the capability.

    Raises:
        NotOffered: the target lacks the capability.
    """
    if not has_capability(target, capability):
        name = getattr(target, "name", target)
        raise NotOffered(f"{name} declares no {capability.__name__}")
    return target
