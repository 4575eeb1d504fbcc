"""Try every part that an adapter declares, and tell what each returned."""

import time
from collections.abc import Container, Mapping
from contextlib import suppress
from typing import Any, get_type_hints

from bluebar.e2e.protocol.capability_checks import CAPABILITIES, has_capability
from bluebar.e2e.protocol.checked_target import mismatch, results_of, type_in_words
from bluebar.e2e.protocol.declarations import SignInConnects
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.trial.findings import Findings, Stopped, step
from bluebar.e2e.trial.part_calls import (
    AT_CONNECT,
    NEVER_TRIED,
    PARTS,
    PartCall,
    Situation,
    Stage,
    in_words,
)


def try_values(target: Target, findings: Findings) -> None:
    """Check the types of the values that the adapter declares, e.g. `settings`."""
    for capability in _declared(target):
        for name, wanted in get_type_hints(capability).items():
            value = getattr(target, name)
            if problem := mismatch(value, wanted):
                findings.missing.append(
                    f"{name}: it is {problem}, and must be {type_in_words(wanted)}"
                )
            elif wanted is not bool:
                findings.done.append(f"{name}: {in_words(value)}")


def try_parts(situation: Situation, stages: Container[Stage], findings: Findings) -> None:
    """Call every declared method of these stages; add a line for each to the findings.

    Args:
        situation: what the methods are called with.
        stages: the stages whose methods are called.
        findings: the findings so far.
    """
    methods = methods_of(situation.target)
    for part in PARTS:
        if part.method in methods and part.stage in stages:
            with suppress(Stopped):
                _try(part, situation, methods[part.method], findings)


def _try(part: PartCall, situation: Situation, wanted: object, findings: Findings) -> None:
    began = time.monotonic()
    with step(part.method, findings):
        value = part(situation)
        took = time.monotonic() - began
        line = f"{part.method} returned {_typed(value, wanted)}, after {took:.1f} s"
        odd = part.judge(value, situation)
    if odd:
        findings.odd.append(f"{line}; {odd}")
    else:
        findings.done.append(line)


def _typed(value: object, wanted: object) -> str:
    """Return a text with the type of a result and the result."""
    kind, shown = type_in_words(wanted), in_words(value)
    if value is None:
        return "nothing"
    return shown if shown.startswith(f"{kind}(") else f"{kind}, {shown}"


def stages_of(target: Target) -> frozenset[Stage]:
    """Return the stages of a trial that connects no mailbox.

    If signing in connects the mailbox, nobody is signed in without a mailbox.
    """
    if has_capability(target, SignInConnects):
        return frozenset({Stage.FORM})
    return frozenset({Stage.FORM, Stage.SIGNED_IN})


def not_tried(target: Target, stages: Container[Stage]) -> list[str]:
    """Return lines about the declared methods that a trial of these stages does not call."""
    methods = methods_of(target)
    never = [f"{name} ({why})" for name, why in NEVER_TRIED.items() if name in methods]
    later = [part.method for part in PARTS if part.method in methods and part.stage not in stages]
    if Stage.CONNECTED not in stages:
        later += [name for name in AT_CONNECT if name in methods]
    lines = [f"not tried: {', '.join(never)}"] if never else []
    if later:
        lines.append(
            f"not tried without a mailbox: {', '.join(later)}; --connect connects one and tries "
            "them"
        )
    return lines


def methods_of(target: Target) -> Mapping[str, object]:
    """Return the types of the results of all methods of the target's capabilities, by method."""
    methods: dict[str, object] = {}
    for capability in _declared(target):
        methods |= results_of(capability)
    return methods


def _declared(target: Any) -> list[type]:
    return [each for each in CAPABILITIES.values() if has_capability(target, each)]
