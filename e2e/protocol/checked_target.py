"""Check what the methods of an adapter return, and note which of the methods worked.

A wrong result, e.g. None instead of `Imported`, would raise an exception later, in bluebar's code,
where nobody sees that the adapter is the cause.
"""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from types import FunctionType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from bluebar.e2e.outcome.adapter_error import NEXT_STEP, AdapterError, awaited_locator
from bluebar.e2e.outcome.verdict import NoVerdict, Verdict
from bluebar.e2e.protocol.capability_checks import CAPABILITIES
from bluebar.e2e.protocol.target import Target
from bluebar.reports.record.record_fields import AdapterCallNote

T = TypeVar("T")

_CALLS: ContextVar[dict[str, AdapterCallNote] | None] = ContextVar("calls", default=None)


def checked(target: T) -> T:
    """Wrap the protocol's methods of an adapter so that their results are checked.

    The wrapped methods are in a derived class with the same name, which becomes the class of the
    adapter. Copies of the adapter have this class, so their results are checked, too.

    Returns:
        The same adapter.
    """
    made = type(target)
    methods = {
        name: _checking(method, hint)
        for protocol in (Target, *CAPABILITIES.values())
        for name, hint in results_of(protocol).items()
        if isinstance(method := inspect.getattr_static(made, name, None), FunctionType)
    }
    names = {"__slots__": (), "__module__": made.__module__, "__qualname__": made.__qualname__}
    target.__class__ = type(made.__name__, (made,), methods | names)
    return target


@contextmanager
def noted_calls() -> Iterator[dict[str, AdapterCallNote]]:
    """Return a context that notes the calls of an adapter's methods, by name of the method."""
    calls: dict[str, AdapterCallNote] = {}
    token = _CALLS.set(calls)
    try:
        yield calls
    finally:
        _CALLS.reset(token)


def results_of(protocol: type) -> Mapping[str, Any]:
    """Return the type of the result of each method of a protocol, by the method's name."""
    return {
        name: get_type_hints(method)["return"]
        for name, method in vars(protocol).items()
        if isinstance(method, FunctionType) and not name.startswith("_")
    }


def _checking(method: FunctionType, wanted: Any) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            result = method(*arguments, **named)
        except Exception as error:
            _note(method, returned=False, locator=awaited_locator(error))
            raise
        if wanted is not NoneType and (problem := mismatch(result, wanted)):
            raise AdapterError(
                wanted=f"{method.__qualname__} to return {type_in_words(wanted)}",
                happened=f"{method.__qualname__} returned {problem}",
                where=f"{method.__code__.co_filename}:{method.__code__.co_firstlineno}",
                next_step=NEXT_STEP,
            )
        _note(method, returned=not isinstance(result, NoVerdict), locator="the app's verdict")
        return result

    return call


def _note(method: FunctionType, *, returned: bool, locator: str) -> None:
    """Note whether a call returned.

    If one call of a method returned and another one did not, the call that returned is kept.
    """
    calls = _CALLS.get()
    name = method.__name__
    if calls is None or (name in calls and calls[name].returned):
        return
    calls[name] = AdapterCallNote(
        method=method.__qualname__, returned=returned, locator="" if returned else locator
    )


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    """Return the types of a dataclass's fields.

    The result is cached, because a list may contain thousands of values of one class.
    """
    return get_type_hints(kind)


def mismatch(value: object, wanted: Any) -> str:
    """Return what is wrong with a value, e.g. "None"; empty if the value has the wanted type.

    Containers are checked with their members, and dataclasses with their fields.
    """
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        problems = [mismatch(value, each) for each in inner]
        return "" if "" in problems else max(problems, key=len)
    if origin is Literal:
        return "" if value in inner else repr(value)
    if wanted is Any or isinstance(wanted, TypeVar):
        return ""
    if origin is Callable:
        return "" if callable(value) else repr(value)
    return _mismatch_of_class(value, origin or wanted, inner)


def _mismatch_of_class(value: object, kind: type, inner: tuple[Any, ...]) -> str:
    of_value: type = type(value)
    if kind is bool:
        # Any value is true or false in Python. Only None is wrong: the method forgot to return.
        return "None" if value is None else ""
    if kind is float and isinstance(value, int):
        return ""
    if getattr(kind, "_is_protocol", False) and not getattr(kind, "_is_runtime_protocol", False):
        return ""
    # A tuple is accepted for a list. A text is a sequence, too, but not accepted for a list.
    as_list = kind is list and isinstance(value, Sequence) and not isinstance(value, str)
    if not (as_list or isinstance(value, kind)):
        return repr(value)
    if is_dataclass(value):
        return _mismatch_of_fields(value, _hints(of_value))
    if isinstance(value, Mapping) and inner:
        members = [pair for item in value.items() for pair in zip(item, inner, strict=True)]
    elif isinstance(value, tuple) and kind is tuple and inner[-1] is not ...:
        if len(value) != len(inner):
            return repr(value)
        members = list(zip(value, inner, strict=True))
    elif isinstance(value, Sequence) and not isinstance(value, str) and inner:
        members = [(each, inner[0]) for each in value]
    else:
        members = []
    return repr(value) if any(mismatch(*member) for member in members) else ""


def _mismatch_of_fields(value: Any, hints: Mapping[str, Any]) -> str:
    """Return what is wrong with the first wrong field of a dataclass, with the wanted type."""
    for name in (each.name for each in fields(value)):
        if problem := mismatch(getattr(value, name), hints[name]):
            wanted = type_in_words(hints[name])
            return f"{type(value).__name__} whose {name} is {problem}; it should be {wanted}"
    return ""


def type_in_words(wanted: Any) -> str:
    """Return a type as an adapter's author writes it, e.g. `list[str]`."""
    if wanted == Verdict:
        return "Verdict"
    if get_origin(wanted) in (Union, UnionType):
        return " or ".join(type_in_words(each) for each in get_args(wanted))
    if get_args(wanted):
        inner = ", ".join(type_in_words(each) for each in get_args(wanted))
        return f"{getattr(wanted, '__name__', wanted)}[{inner}]"
    if wanted is ...:
        return "..."
    return "None" if wanted is NoneType else getattr(wanted, "__name__", str(wanted))
