"""Return in one line why an attempt failed: a verdict, a count, or the exception. No I/O."""

import re
from dataclasses import dataclass

from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import IssueState

LONGEST = 300
"""The maximum number of characters in a line. The report contains the whole text."""


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """A verdict or a count of the app that the scenario did not expect.

    Attributes:
        count: the name of the count; empty for a verdict.
        expected: the verdict or the number that the scenario expects.
        shown: the verdict or the number that the app showed.
        said: the app's words for a verdict.
        names: the names of missing and extra contacts and messages; empty for a verdict.
    """

    count: str = ""
    expected: str
    shown: str
    said: str = ""
    names: str = ""


def first_mismatch(record: Record) -> Mismatch | None:
    """Return the first verdict or count that the scenario did not expect.

    A verdict comes before all counts. A false success also counts as an unexpected verdict.

    Returns:
        The mismatch; None if every verdict and every count is as expected, and after an error in
        bluebar, whose cause is the error.
    """
    if record.outcome is Outcome.ERROR:
        return None
    for verdict in record.verdicts:
        if verdict.false_success:
            shown = f"false success: {verdict.false_success}"
            return Mismatch(expected=verdict.expected, shown=shown, said=verdict.said)
        if verdict.expected != verdict.shown:
            return Mismatch(expected=verdict.expected, shown=verdict.shown, said=verdict.said)
    names = [f"missing {each}" for each in record.missing]
    names += [f"extra {each}" for each in record.extra]
    for count in record.counts:
        if count.differs:
            return Mismatch(
                count=count.name,
                expected=str(count.expected),
                shown=str(count.shown),
                names="; ".join(names),
            )
    return None


def should_and_did(message: str) -> tuple[str, str]:
    """Return what the app should do and what the app did, from the message of an expectation.

    Expectations write "the app should close its connections; one is open". Of any other message,
    the first text is empty, and the second text is the whole message.
    """
    should, _, did = message.partition("; ")
    return (should, did) if did and " should " in should else ("", message)


def exception_message(error: str) -> str:
    """Return the exception's message from pytest's traceback, without the exception's name.

    Of a chain of exceptions, the last one is used, because it says most. If the exception is one of
    bluebar's own errors, the message has two parts: `wanted` and `happened`. A first line that ends
    with a colon is joined with the next line. Playwright's locator is added if there is one.

    Args:
        error: the traceback as pytest shows it, or the reason for a skip.
    """
    last = re.split(r"^(?:The above exception was|During handling of)\b.*$", error, flags=re.M)[-1]
    lines = re.findall(r"^E +(.+)$", last, re.MULTILINE) or [_first_line(last)]
    first = re.sub(r"^[\w.]+: (?=.)", "", lines[0])
    if first.startswith("wanted: "):
        return "; ".join([first, *lines[1:2]])
    if first.endswith(":") and len(lines) > 1:
        return f"{first} {lines[1].strip()}"
    awaited = re.search(r"^ *- waiting for (.+)$", "\n".join(lines[1:]), re.MULTILINE)
    return f"{first}, waiting for {awaited[1]}" if awaited else first


def _first_line(text: str) -> str:
    """Return the first line of a text, without the line in which pytest-xdist names the worker."""
    lines = (line for line in text.strip().splitlines() if not re.match(r"\[gw\d+\] ", line))
    return next(lines, "")


def failure_reason(record: Record) -> str:
    """Return on one line why an attempt did not pass; empty if it passed.

    After an error in bluebar, the reason is the error, also if a verdict or a count was unexpected.
    The reason says so if the failure is a known issue that has expired.
    """
    if record.known_issue.state is IssueState.EXPIRED:
        return on_one_line(f"expired ({record.known_issue.place}): {_reason(record)}")
    return on_one_line(_reason(record))


def _reason(record: Record) -> str:
    mismatch = first_mismatch(record)
    if mismatch is None:
        return exception_message(record.error)
    count = f"{mismatch.count}: " if mismatch.count else ""
    names = f"; {mismatch.names}" if mismatch.names else ""
    return f"{count}expected {mismatch.expected}, shown {mismatch.shown}{names}"


def on_one_line(text: str) -> str:
    """Return a text as one line, shortened to LONGEST characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
