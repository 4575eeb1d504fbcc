"""Format a summary as JSON, for programs. No I/O."""

from typing import Any

from msgspec import to_builtins

from bluebar.reports.summaries.summary import Summary

VERSION = 1


def to_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as values that `json.dumps` accepts."""
    return {
        "version": VERSION,
        "title": summary.title,
        "heading": summary.heading,
        "known": summary.known,
        "ways": to_builtins(summary.launchers),
        "tests": to_builtins(summary.tests),
        "gone": list(summary.gone),
    }
