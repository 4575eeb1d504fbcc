"""Why an attempt went as it did, in few words: a verdict, a count, or what was raised. Pure."""

import re
from dataclasses import dataclass

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record

LONGEST = 300
"""Characters of a line; the rest is in the report."""


@dataclass(frozen=True, kw_only=True)
class CountDifference:
    """What the app showed and should not have.

    Attributes:
        count: which count it is; empty for a verdict.
        expected: what it had to show.
        shown: what it showed.
        named: what is missing and what is too many, by name, where a count is off.
    """

    count: str = ""
    expected: str
    shown: str
    named: str = ""


def difference(record: Record) -> CountDifference | None:
    """Return the first verdict that differs or is a lie, else the first count, else nothing."""
    for verdict in record.verdicts:
        if lie := verdict.get("false_success"):
            return CountDifference(expected=verdict["expected"], shown=f"false success: {lie}")
        if verdict["expected"] != verdict["shown"]:
            return CountDifference(expected=verdict["expected"], shown=verdict["shown"])
    named = [f"missing {each}" for each in record.missing]
    named += [f"extra {each}" for each in record.extra]
    for count in record.counts:
        if count["expected"] != count["shown"]:
            return CountDifference(
                count=count["name"],
                expected=str(count["expected"]),
                shown=str(count["shown"]),
                named="; ".join(named),
            )
    return None


def message(error: str) -> str:
    """Return the message in pytest's account of an exception, without the exception's name.

    Of exceptions that led to each other it is the last one's, which says most. What bluebar says of
    its own trouble takes two lines: what was wanted, and what happened.
    """
    last = re.split(r"^(?:The above exception was|During handling of)\b.*$", error, flags=re.M)[-1]
    told = re.findall(r"^E +(.+)$", last, re.MULTILINE) or [_first_line(last)]
    first = re.sub(r"^[\w.]+: (?=.)", "", told[0])
    return "; ".join([first, *told[1:2]]) if first.startswith("wanted: ") else first


def _first_line(text: str) -> str:
    """Return the first line that is not pytest-xdist's, which names the worker and its Python."""
    lines = (line for line in text.strip().splitlines() if not re.match(r"\[gw\d+\] ", line))
    return next(lines, "")


def reason(record: Record) -> str:
    """Return on one line why an attempt did not pass; nothing where it did.

    What bluebar itself stumbled over is told before what the app had shown until then.
    """
    found = None if record.outcome is Outcome.ERROR else difference(record)
    if found is None:
        return on_one_line(message(record.error))
    what = f"{found.count}: " if found.count else ""
    named = f"; {found.named}" if found.named else ""
    return on_one_line(f"{what}expected {found.expected}, shown {found.shown}{named}")


def on_one_line(text: str) -> str:
    """Return a text without line ends, and cut where it is too long for a line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
