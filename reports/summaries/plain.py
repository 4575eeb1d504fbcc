"""A summary as JSON, for programs. Pure."""

from typing import Any

from bluebar.reports.summaries.summary import Summary

VERSION = 1


def to_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as plain values."""
    return {
        "version": VERSION,
        "title": summary.title,
        "heading": summary.heading,
        "known": summary.known,
        "ways": [
            {
                "name": way.name,
                "server": way.server,
                "counts": {outcome.value: count for outcome, count in way.counts.items()},
            }
            for way in summary.ways
        ],
        "tests": [
            {
                "id": test.last.test_id,
                "way": test.last.launcher,
                "test": test.last.test,
                "name": test.last.name,
                "why": test.reported.scenario.why,
                "outcome": test.outcome.value,
                "reason": test.reason,
                "attempts": [attempt.outcome.value for attempt in test.attempts],
                "replay": test.reported.replay,
                "link": summary.link_to(test),
            }
            for test in summary.tests
        ],
    }
