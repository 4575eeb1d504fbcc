"""Format a summary as a message of Slack's Block Kit, which the user can post. No I/O.

Text from tests and servers is sent as rich text, in which Slack finds no markup and no mentions. A
message has a limited number of blocks: the last line says how many tests are left out.
"""

from typing import Any

from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.summaries.summary import Summary, SummaryLine

BLOCKS = 50
"""Slack's maximum of blocks in a message (https://docs.slack.dev/reference/block-kit/blocks)."""
TEXT = 3000
"""Slack's maximum of characters in a text, and in a URL.

A header may have 150 characters, which is more than any title has.
"""
SERVERS = 10
"""The maximum number of mail servers that a message names, so that it has room for tests."""

Block = dict[str, Any]


def to_slack(summary: Summary) -> dict[str, Any]:
    """Return the body of a message: blocks, and the summary's title as text for notifications."""
    servers = [
        _line(_text(f"{on_one_line(launcher.server)}: {launcher.total} tests"))
        for launcher in summary.launchers[:SERVERS]
    ]
    head = [_header(summary.title), *servers]
    if summary.gone:
        head.append(_line(_text(f"known issues that are gone: {len(summary.gone)}")))
    head.append(_line(_text(summary.heading, bold=True)))
    room = BLOCKS - len(head) - 1
    blocks = head + [_test(test) for test in summary.tests[:room]]
    if (omitted := len(summary.tests) - room) > 0:
        blocks.append(_line(_text(f"… and {omitted} more, for which a message has no room")))
    return {"text": summary.title, "blocks": blocks}


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": text}}


def _test(test: SummaryLine) -> Block:
    name = on_one_line(test.name) or "(no name)"
    is_linked = 0 < len(test.link) <= TEXT
    return _line(
        _text(f"{test.outcome} ", bold=True),
        {"type": "link", "url": test.link, "text": name} if is_linked else _text(name),
        _text(f" ({test.launcher or 'no mail server'}): {test.reason}"),
    )


def _line(*elements: Block) -> Block:
    section = {"type": "rich_text_section", "elements": list(elements)}
    return {"type": "rich_text", "elements": [section]}


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text[:TEXT]} | ({"style": {"bold": True}} if bold else {})
