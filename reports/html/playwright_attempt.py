"""Convert one attempt to the data of Playwright's report. No I/O.

Playwright's report decides the order on the page of a test: annotations (where and why the attempt
stopped, and how to replay it), errors, phases, pictures, the trace, the summary email, and the IMAP
conversations.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bluebar.reports.html.mail_preview import preview_image, preview_page
from bluebar.reports.record.facts import (
    Fact,
    at_a_glance,
    conversation_facts,
    conversation_title,
    count_in_words,
    facts,
    headline,
)
from bluebar.reports.record.outcomes import Outcome
from bluebar.reports.record.record import Record
from bluebar.reports.record.record_fields import ConversationNote, CountNote, SummaryNote

RED, BOLD, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"
STATUS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "failed",
    Outcome.KNOWN: "failed",
    Outcome.NOT_OFFERED: "skipped",
    Outcome.NOT_LOOKED_AT: "skipped",
    Outcome.SKIPPED: "skipped",
}
PICTURES = {".jpeg": "image/jpeg", ".png": "image/png"}


def result(record: Record, number: int) -> dict[str, Any]:
    """Return an attempt as an entry of `results` in the data of Playwright's report.

    Args:
        record: the attempt's record.
        number: the number of earlier attempts at the same test; 0 for the first attempt.
    """
    attached = attachments(record)
    return {
        "retry": number,
        "startTime": _time(record.began),
        "duration": _milliseconds(record.seconds),
        "status": STATUS[record.outcome],
        "annotations": [_annotation(fact) for fact in facts(record)],
        "errors": [{"message": message} for message in _errors(record)],
        "steps": _steps(record, [each["name"] for each in attached]),
        "attachments": attached,
        "workerIndex": int("".join(filter(str.isdigit, record.worker)) or 0),
    }


def _annotation(fact: Fact) -> dict[str, str]:
    description = " ".join(filter(None, [fact.text, *fact.links]))
    return {"type": fact.name, "description": description}


def _errors(record: Record) -> list[str]:
    """Return the failure in a few lines, and pytest's traceback; nothing without a failure."""
    if STATUS[record.outcome] != "failed":
        return []
    names = [
        *[f"missing: {line}" for line in record.missing],
        *[f"extra:   {line}" for line in record.extra],
    ]
    glance = [
        f"{BOLD}{RED}{headline(record)}{PLAIN}",
        *(fact.line for fact in at_a_glance(record)),
        *_table(record.counts),
        *names,
    ]
    raised = "\n".join(
        f"{RED}{line}{PLAIN}" if line.startswith("E ") else line
        for line in record.error.splitlines()
    )
    return ["\n".join(glance), raised]


def _table(counts: Sequence[CountNote]) -> Iterable[str]:
    """Yield the lines of a table of counts, with differences in red; none if no count differs."""
    if not any(count.differs for count in counts):
        return
    heads = ("expected", "shown by the app", "on the server")
    width = max(len(count.name) for count in counts)
    yield "   ".join([" " * width, *heads])
    for count in counts:
        numbers = (count.expected, count.shown, count.on_server)
        cells = [
            str("–" if number is None else number).rjust(len(head))
            for number, head in zip(numbers, heads, strict=True)
        ]
        line = "   ".join([count.name.ljust(width), *cells])
        yield f"{RED}{line}{PLAIN}" if count.differs else line


def _steps(record: Record, attached: list[str]) -> list[dict[str, Any]]:
    steps = [
        _step(
            phase.name,
            _time(record.epoch + phase.at),
            phase.seconds,
            error="the attempt stopped here" if phase.stopped_here else "",
            attachments=[attached.index(phase.name)] if phase.name in attached else [],
        )
        for phase in record.phases
    ]
    for step in reversed(steps):
        if step["title"].startswith("count"):
            step["steps"] = list(_counts_as_steps(record, step["startTime"]))
            break
    return steps


def _counts_as_steps(record: Record, start: str) -> Iterable[dict[str, Any]]:
    for count in record.counts:
        yield _step(count_in_words(count), start, error="they differ" if count.differs else "")
    for word, lines in (("missing", record.missing), ("extra", record.extra)):
        for line in lines:
            yield _step(f"{word}: {line}", start, error=word)


def _step(
    title: str, start: str, seconds: float = 0, *, error: str, attachments: Iterable[int] = ()
) -> dict[str, Any]:
    step: dict[str, Any] = {
        "title": title,
        "startTime": start,
        "duration": _milliseconds(seconds),
        "count": 1,
        "steps": [],
        "attachments": list(attachments),
        "skipped": False,
    }
    return step | {"error": error} if error else step


def attachments(record: Record) -> list[dict[str, str]]:
    """Return an attempt's attachments: its files, and texts and pages made from its record."""
    files = [_file(name, path) for name, path in record.attachments.items()]
    conversations = [_conversation(each) for each in record.conversations]
    return [
        *_summary_picture(record.summary),
        *files,
        *_summary(record.summary),
        *conversations,
        *_log(record.log),
    ]


def _file(name: str, path: str) -> dict[str, str]:
    suffix = path[path.rfind(".") :]
    if suffix in PICTURES:
        return {"name": name, "contentType": PICTURES[suffix], "path": path}
    if suffix == ".webm":
        return {"name": "video", "contentType": "video/webm", "path": path}
    # Playwright's report links an attachment to the viewer only if its name is "trace".
    return {"name": "trace", "contentType": "application/zip", "path": path}


def _summary_picture(summary: SummaryNote) -> Iterable[dict[str, str]]:
    if summary.html:
        address = preview_image(summary.html)
        yield {"name": "the summary email", "contentType": "image/svg+xml", "path": address}


def _summary(summary: SummaryNote) -> Iterable[dict[str, str]]:
    if summary.arrived:
        text = f"Subject: {summary.subject}\n\n{summary.text}"
        yield _text("the summary email as text", text)
    if summary.html:
        page = preview_page(summary.subject, summary.html)
        yield {"name": "the summary email as HTML", "contentType": "text/html", "body": page}


def _conversation(conversation: ConversationNote) -> dict[str, str]:
    lines = "\n".join(
        f"{line.at - conversation.opened_at:+8.3f} s  {line.who:6}  {line.text}"
        for line in conversation.lines
    )
    body = f"{conversation_facts(conversation)}\n\n{lines or 'no lines'}"
    return _text(conversation_title(conversation), body)


def _log(log: str) -> Iterable[dict[str, str]]:
    if log:
        yield _text("the app's log", log)


def _text(name: str, body: str) -> dict[str, str]:
    return {"name": name, "contentType": "text/plain", "body": body}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
