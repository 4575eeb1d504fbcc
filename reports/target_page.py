"""What a run found out about a target, drawn as one page: its findings, and the truth table.

A cell tells the verdict that was shown, after how many seconds, and what the wire says. A pure
function of records; everything from an app or a mail is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from reports.document import document
from reports.links import to_test
from reports.outcomes import Outcome
from reports.record import Record
from reports.style import STYLE
from reports.terminal import the_wire
from reports.tried import tried

REPORT = "index.html"
CERTIFICATES = "certificates"
TABLES = ("ssl-port", "credentials", "refusals", "timeouts", "article")
"""Further groups whose rows are the target's verdicts: SSL and port, credentials, silence, POP."""
WRONG_REASON = "wrong reason"
MANY = 3
"""Causes for which one message is told from which on it helps nobody."""


def draw(records: Sequence[Record], target: str) -> str:
    """Return the page, in HTML.

    Args:
        records: of every attempt; the last one of each test counts.
        target: its name.
    """
    tests = sorted(tried(records), key=lambda test: test.attempts[0].began)
    judged = [test.last for test in tests if test.last.verdicts]
    found = [each for each in judged if each.finding]
    parts = [
        f"<h2>Findings: {len(found)}</h2>",
        _many_causes(found),
        _findings(found),
        "<h2>Certificate × port × SSL</h2>",
        _matrix([each for each in judged if len(_path(each)) == 4]),
        *(_list(group, judged) for group in TABLES),
    ]
    title = f"{target}: what was found out"
    head = f'<header><h1>{escape(title)}</h1><p><a href="{REPORT}">the report</a></p></header>'
    return document(title, f"{head}<main>{''.join(parts)}</main>", STYLE)


def _path(record: Record) -> list[str]:
    """Return the parts of a cell's id: certificates, which one, port, SSL; else nothing."""
    parts = record.name.split("/")
    return parts if parts[0] == CERTIFICATES and len(parts) == 4 else []


def _many_causes(found: Iterable[Record]) -> str:
    """Tell which verdict stands for causes that a person has to tell apart."""
    causes: dict[str, set[str]] = {}
    for record in found:
        if record.finding == WRONG_REASON:
            verdict = record.verdicts[-1]
            causes.setdefault(verdict["shown"], set()).add(verdict["expected"])
    return "".join(
        f"<p><b>one message for many causes</b>: {escape(shown)} stands for "
        f"{escape(', '.join(sorted(expected)))}</p>"
        for shown, expected in sorted(causes.items())
        if len(expected) >= MANY
    )


def _findings(found: Sequence[Record]) -> str:
    kinds = dict.fromkeys(sorted(record.finding for record in found))
    rows = "".join(
        f"<tr><td>{escape(kind)}{' (known)' if record.outcome is Outcome.KNOWN else ''}</td>"
        f"<td>{_link(record)}</td><td>{_cell(record)}</td>"
        f"<td>{escape(str(record.scenario.get('why', '')))}</td></tr>"
        for kind in kinds
        for record in found
        if record.finding == kind
    )
    head = "<tr><th>kind<th>scenario<th>shown, expected, the wire<th>why it matters</tr>"
    return f"<table>{head}{rows}</table>" if rows else "<p>None.</p>"


def _matrix(cells: Sequence[Record]) -> str:
    if not cells:
        return "<p>No cell was judged.</p>"
    at: dict[tuple[str, str], Record] = {}
    for record in cells:
        _, certificate, port, ssl = _path(record)
        at[certificate, f"{port}, {'SSL' if ssl == 'ssl' else 'no SSL'}"] = record
    columns = sorted({column for _, column in at})
    head = "".join(f"<th>{escape(column)}" for column in columns)
    rows = "".join(
        f"<tr><th>{escape(certificate)}</th>"
        + "".join(
            f"<td>{_cell(at[certificate, column]) if (certificate, column) in at else '–'}</td>"
            for column in columns
        )
        + "</tr>"
        for certificate in sorted({certificate for certificate, _ in at})
    )
    return f"<table><tr><th>certificate{head}</tr>{rows}</table>"


def _list(group: str, judged: Iterable[Record]) -> str:
    rows = "".join(
        f"<tr><td>{_link(record)}</td><td>{_cell(record)}</td></tr>"
        for record in judged
        if record.name.startswith(f"{group}/")
    )
    head = "<tr><th>scenario<th>shown, expected, the wire</tr>"
    return f"<h2>{escape(group)}</h2><table>{head}{rows}</table>" if rows else ""


def _link(record: Record) -> str:
    return f'<a href="{to_test(REPORT, record.test_id)}">{escape(record.name)}</a>'


def _cell(record: Record) -> str:
    """Return the verdict, what it should be if it is another, the seconds, and the witness."""
    verdict = record.verdicts[-1]
    is_wrong = record.outcome in (Outcome.FAILED, Outcome.KNOWN)
    shown = escape(verdict["shown"])
    expected = escape(verdict["expected"])
    told = f"<b>{shown}</b>" if is_wrong else shown
    instead = f", not {expected}" if shown != expected else ""
    seconds = _seconds(record.phases)
    after = f" after {seconds:.1f} s" if seconds is not None else ""
    style = " class=failed" if is_wrong else ""
    return (
        f"<div{style}>{told}{instead}{after}</div><div class=soft>{escape(the_wire(record))}</div>"
    )


def _seconds(phases: Iterable[Mapping[str, object]]) -> float | None:
    """Return how long the last verdict took to be shown."""
    took = [phase["seconds"] for phase in phases if phase["name"] in ("connect", "take the offer")]
    return float(str(took[-1])) if took else None
