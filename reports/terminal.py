"""What the terminal tells of a failure, in five lines, before any report is opened. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from bluebar.reports.record.failure_message import difference, message, on_one_line
from bluebar.reports.record.record import Record, encryption


def five_lines(record: Record) -> list[str]:
    """Tell scenario and why, what was expected, what was shown, what the wire said, how to replay.

    The last one is a command and never cut.
    """
    expected, shown = expected_and_shown(record)
    return [
        on_one_line(f"{record.outcome} {record.name}: {record.scenario.get('why', '')}"),
        f"  expected: {expected}",
        f"  shown:    {shown}",
        f"  the wire: {the_wire(record)}",
        "  replay:   " + record.replay,
    ]


def expected_and_shown(record: Record) -> tuple[str, str]:
    """Return what was expected and what was shown, on a line each.

    Where no verdict and no count differs, that is what the test's name claims, and the message of
    what was raised.
    """
    found, raised = difference(record), message(record.error)
    expected, shown = record.claim, raised
    if found:
        expected, shown = found.expected, found.shown
        if found.count:
            expected, shown = f"{found.count}: {expected}", f"{shown}; {found.named or raised}"
    return on_one_line(expected), on_one_line(shown)


def the_wire(record: Record) -> str:
    """Return on one line what the wire said."""
    said = "; ".join(_conversation(each) for each in record.conversations)
    return on_one_line(said or _no_wire(record))


def _conversation(conversation: Mapping[str, Any]) -> str:
    port = f"port {conversation['listening_on']}"
    logins: Iterable[Mapping[str, Any]] = conversation["logins"]
    said = [
        f"{login['method']} {login['user']!r} → {login['result'] or 'no answer'} {login['text']} "
        f"at +{login['at'] - conversation['opened_at']:.1f} s"
        for login in logins
    ]
    return f"{port}, {encryption(conversation)}: {', '.join(said) or 'no login was tried'}"


def _no_wire(record: Record) -> str:
    if record.scenario.get("route") == "straight":
        return "the straight route has no witness"
    if not record.phases:
        return "not known: nothing that this test did was noted"
    return "the app never came to the front door"
