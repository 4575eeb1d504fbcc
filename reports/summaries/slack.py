"""A summary as a message of Slack's Block Kit, to be posted by whoever wants to. Pure.

Rich text is used for what comes from outside: there Slack takes text for text, never for markup or
a mention. What is beyond Slack's limits is left out and counted.
"""

from typing import Any

from bluebar.reports.record.attempts_of_test import AttemptsOfTest
from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.summaries.summary import Summary

BLOCKS = 50
"""That a message may have (https://docs.slack.dev/reference/block-kit/blocks)."""
TEXT = 3000
"""Characters of a text, and of an address. A header may have 150, which a title never comes to."""

Block = dict[str, Any]


def to_slack(summary: Summary) -> dict[str, Any]:
    """Return the summary as the body of a message: blocks, and a text for notifications."""
    ways = [
        _line(_text(f"{on_one_line(way.server)}: {sum(way.counts.values())} tests"))
        for way in summary.ways
    ]
    before = [_header(summary.title), *ways[:10], _line(_text(summary.heading, bold=True))]
    room = BLOCKS - len(before) - 1
    shown, left_out = summary.tests[:room], len(summary.tests) - room
    blocks = before + [_test(test, summary.link_to(test)) for test in shown]
    if left_out > 0:
        blocks.append(_line(_text(f"… and {left_out} more, which Slack has no room for")))
    return {"text": summary.title, "blocks": blocks}


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _test(test: AttemptsOfTest, link: str) -> Block:
    name = on_one_line(test.reported.name) or "(no name)"
    linked = 0 < len(link) <= TEXT
    return _line(
        _text(f"{test.outcome} ", bold=True),
        {"type": "link", "url": link, "text": name} if linked else _text(name),
        _text(f" ({test.reported.launcher or 'no mail server'}): {test.reason}"),
    )


def _line(*elements: Block) -> Block:
    section = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [section]}


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text[:TEXT]} | ({"style": {"bold": True}} if bold else {})
