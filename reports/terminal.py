"""What the terminal tells of a failure, in five lines, before any report is opened. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.reason import difference, message, on_one_line
from reports.record import Record, encryption


def five_lines(record: Record) -> list[str]:
    """Tell scenario and why, what was expected, what was shown, what the wire said, how to replay.

    Where no verdict and no count differs, what was expected is what the test's name claims, and
    what was shown is the message of what was raised.
    """
    expected, shown = _difference(record)
    wire = "; ".join(_conversation(each) for each in record.conversations) or _no_wire(record)
    return [
        on_one_line(f"{record.outcome} {record.name}: {record.scenario.get('why', '')}"),
        "  expected: " + on_one_line(expected),
        "  shown:    " + on_one_line(shown),
        "  the wire: " + on_one_line(wire),
        "  replay:   " + record.replay,
    ]


def _difference(record: Record) -> tuple[str, str]:
    found, raised = difference(record), message(record.error)
    if found is None:
        claim = record.test.rpartition("::")[2].partition("[")[0].removeprefix("test_")
        return claim.replace("_", " "), raised
    if found.count:
        return f"{found.count}: {found.expected}", f"{found.shown}; {found.named or raised}"
    return found.expected, found.shown


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
    return "the app never came to the front door"
