"""One attempt as Playwright's report has it: annotations, errors, steps, attachments. Pure.

Their order on the page is the report's own: first where it stopped and why, then how to replay it
and the counts, the phases, the pictures, the trace, the summary email, and what was said over IMAP.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bluebar.reports.html.mail_preview import preview_image, preview_page
from bluebar.reports.record.outcomes import NOT_OFFERED, Outcome
from bluebar.reports.record.record import Record, encryption
from bluebar.reports.terminal import expected_and_shown, five_lines

RED, BOLD, PLAIN = "\x1b[31m", "\x1b[1m", "\x1b[0m"
STATUS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "failed",
    Outcome.KNOWN: "failed",
    Outcome.NOT_OFFERED: "skipped",
    Outcome.SKIPPED: "skipped",
}
FEW = 5
PICTURES = {".jpeg": "image/jpeg", ".png": "image/png"}


def result(record: Record, number: int) -> dict[str, Any]:
    """Return one attempt.

    Args:
        record: of the attempt.
        number: 0 for the first.
    """
    attached = attachments(record)
    return {
        "retry": number,
        "startTime": _time(record.began),
        "duration": _milliseconds(record.seconds),
        "status": STATUS[record.outcome],
        "annotations": annotations(record),
        "errors": [{"message": message} for message in _errors(record)],
        "steps": _steps(record, [each["name"] for each in attached]),
        "attachments": attached,
        "workerIndex": int("".join(filter(str.isdigit, record.worker)) or 0),
    }


def annotations(record: Record) -> list[dict[str, str]]:
    """Return what is told in a line each."""
    scenario, run = record.scenario, record.run
    cited = " ".join(scenario.get("links", [])) or scenario.get("cited", "")
    lines = [
        ("outcome", _came_out(record)),
        ("why", _with_link(scenario.get("why", ""), run, "docs/scenarios.md")),
        ("proves", _with_link(" ".join(scenario.get("proves", [])), run, "docs/article.md")),
        ("went wrong for somebody in", cited),
        *[("verdict", f"expected {v['expected']}, shown {v['shown']}") for v in record.verdicts],
        ("typed", ", ".join(f"{name} {text!r}" for name, text in record.typed.items())),
        ("route", scenario.get("route", "")),
        *[(name, run.get(name, "")) for name in ("mail server", "target", "browser", "seed")],
        ("replay", record.replay),
        ("not looked at", ", ".join(record.not_looked_at)),
        ("left behind", _some(record.left_behind)),
        ("counts", "; ".join(map(_count, record.counts))),
    ]
    return [{"type": name, "description": str(text)} for name, text in lines if text]


def _some(lines: Sequence[str]) -> str:
    """Return the first few of many lines as one."""
    more = f"; and {len(lines) - FEW} more" if len(lines) > FEW else ""
    return "; ".join(lines[:FEW]) + more


def _came_out(record: Record) -> str:
    """Return the outcome, and where it stopped and why unless all went well."""
    if record.outcome is Outcome.PASSED:
        return str(record.outcome)
    if STATUS[record.outcome] == "skipped":
        return f"{record.outcome}: {record.error.removeprefix(NOT_OFFERED)}"
    stopped = [f" in {phase['name']}" for phase in record.phases if phase.get("stopped_here")]
    after = [f" after {phase['name']}" for phase in record.phases]
    expected, shown = expected_and_shown(record)
    where = (stopped or after or [""])[-1]
    return f"{record.outcome}{where}; expected: {expected}; shown: {shown}"


def _with_link(text: str, run: Mapping[str, str], path: str) -> str:
    """Return a text with the address of what it comes from, where a CI told it."""
    return f"{text} {run['source']}/{path}" if text and run.get("source") else text


def _count(count: Mapping[str, Any]) -> str:
    on_server = f", {count['on_server']} on the server" if count["on_server"] is not None else ""
    shown = "not shown" if count["shown"] is None else f"{count['shown']} shown by the app"
    return f"{count['name']}: {count['expected']} expected, {shown}{on_server}"


def _errors(record: Record) -> list[str]:
    """Return what went wrong at a glance, and then as pytest tells it."""
    if STATUS[record.outcome] != "failed":
        return []
    first, *told, _ = five_lines(record)
    named = [
        *[f"missing: {line}" for line in record.missing],
        *[f"extra:   {line}" for line in record.extra],
    ]
    glance = [f"{BOLD}{RED}{first}{PLAIN}", *told, *_table(record.counts), *named]
    raised = "\n".join(
        f"{RED}{line}{PLAIN}" if line.startswith("E ") else line
        for line in record.error.splitlines()
    )
    return ["\n".join(glance), raised]


def _table(counts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Return the counts side by side, those that differ in red; nothing where none does."""
    rows = [(each["name"], each["expected"], each["shown"], each["on_server"]) for each in counts]
    if all(expected == shown for _, expected, shown, _ in rows):
        return
    heads = ("", "expected", "shown by the app", "on the server")
    wide = max(len(name) for name, *_ in rows)
    for name, *numbers in (heads, *rows):
        cells = [
            str("–" if number is None else number).rjust(len(head))
            for number, head in zip(numbers, heads[1:], strict=True)
        ]
        line = "   ".join([name.ljust(wide), *cells])
        yield line if numbers[0] == numbers[1] or not name else f"{RED}{line}{PLAIN}"


def _steps(record: Record, attached: list[str]) -> list[dict[str, Any]]:
    steps = [
        _step(
            phase["name"],
            record.epoch + phase["at"],
            phase["seconds"],
            error="it stopped here" if phase.get("stopped_here") else "",
            attachments=[attached.index(phase["name"])] if phase["name"] in attached else [],
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
        differs = count["expected"] != count["shown"]
        yield _step(_count(count), start, 0, error="they differ" if differs else "")
    for word, lines in (("missing", record.missing), ("extra", record.extra)):
        for line in lines:
            yield _step(f"{word}: {line}", start, 0, error=word)


def _step(
    title: str, start: float | str, seconds: float, *, error: str, attachments: Iterable[int] = ()
) -> dict[str, Any]:
    step: dict[str, Any] = {
        "title": title,
        "startTime": start if isinstance(start, str) else _time(start),
        "duration": _milliseconds(seconds),
        "count": 1,
        "steps": [],
        "attachments": list(attachments),
        "skipped": False,
    }
    return step | {"error": error} if error else step


def attachments(record: Record) -> list[dict[str, str]]:
    """Return what hangs on an attempt: files of its folder, and what is drawn from the record."""
    files = [_file(name, path) for name, path in record.attachments.items()]
    return [*_summary_picture(record.summary), *files, *_summary(record.summary), *_talk(record)]


def _file(name: str, path: str) -> dict[str, str]:
    suffix = path[path.rfind(".") :]
    if suffix in PICTURES:
        return {"name": name, "contentType": PICTURES[suffix], "path": path}
    if suffix == ".webm":
        return {"name": "video", "contentType": "video/webm", "path": path}
    # The report's links to its viewer go by this name, also where there are several.
    return {"name": "trace", "contentType": "application/zip", "path": path}


def _summary_picture(summary: Mapping[str, str]) -> Iterable[dict[str, str]]:
    if summary.get("html"):
        address = preview_image(summary["html"])
        yield {"name": "the summary email", "contentType": "image/svg+xml", "path": address}


def _summary(summary: Mapping[str, str]) -> Iterable[dict[str, str]]:
    if summary:
        told = f"Subject: {summary['subject']}\n\n{summary['text']}"
        yield {"name": "the summary email as text", "contentType": "text/plain", "body": told}
    if summary.get("html"):
        page = preview_page(summary["subject"], summary["html"])
        yield {"name": "the summary email as HTML", "contentType": "text/html", "body": page}


def _talk(record: Record) -> Iterable[dict[str, str]]:
    for conversation in record.conversations:
        name = (
            f"IMAP conversation at port {conversation['port']}, {encryption(conversation)}, "
            f"from {conversation['opened_at']:.2f} s"
        )
        lines = "\n".join(
            f"{line['at'] - conversation['opened_at']:+8.3f} s  {line['who']:6}  {line['text']}"
            for line in conversation.get("lines", [])
        )
        yield {"name": name, "contentType": "text/plain", "body": lines or "nothing was said"}
    if record.log:
        yield {"name": "the app's log", "contentType": "text/plain", "body": record.log}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
