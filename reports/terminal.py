"""What the terminal tells of a failure, in five lines, before any report is opened. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reports.record import Record, encryption

LONGEST = 300
"""Characters of a line; the rest is in the report."""


def five_lines(record: Record) -> list[str]:
    """Tell scenario and why, what was expected, what was shown, what the wire said, how to replay.

    Where no verdict and no count differs, what was expected is what the test's name claims, and
    what was shown is the message of what was raised.
    """
    expected, shown = _difference(record)
    wire = "; ".join(_conversation(each) for each in record.conversations) or _no_wire(record)
    return [
        _on_one_line(f"{record.outcome} {record.name}: {record.scenario.get('why', '')}"),
        "  expected: " + _on_one_line(expected),
        "  shown:    " + _on_one_line(shown),
        "  the wire: " + _on_one_line(wire),
        "  replay:   " + record.replay,
    ]


def _difference(record: Record) -> tuple[str, str]:
    raised = _message(record.error)
    for verdict in record.verdicts:
        if lie := verdict.get("false_success"):
            return verdict["expected"], f"false success: {lie}"
        if verdict["expected"] != verdict["shown"]:
            return verdict["expected"], verdict["shown"]
    named = [f"missing {each}" for each in record.missing]
    named += [f"extra {each}" for each in record.extra]
    for count in record.counts:
        if count["expected"] != count["shown"]:
            told = "; ".join(named) or raised
            return f"{count['name']}: {count['expected']}", f"{count['shown']}; {told}"
    claim = record.test.rpartition("::")[2].partition("[")[0].removeprefix("test_")
    return claim.replace("_", " "), raised


def _message(error: str) -> str:
    """Return the message in pytest's account of an exception, without the exception's name."""
    told = re.search(r"^E +(.+)$", error, re.MULTILINE)
    first = told[1] if told else error.strip().partition("\n")[0]
    return re.sub(r"^[\w.]+: ", "", first)


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


def _on_one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
