"""What a run found out about a target, drawn as one page: its findings, and the truth table.

A cell tells the verdict that was shown, after how many seconds, and what the wire says. A pure
function of records; everything from an app or a mail is escaped.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from bluebar.reports.html.document import document
from bluebar.reports.html.links import to_test
from bluebar.reports.html.style import STYLE
from bluebar.reports.record.attempts_of_test import tried
from bluebar.reports.record.failure_message import on_one_line
from bluebar.reports.record.outcomes import JUDGED, Outcome
from bluebar.reports.record.record import Record, encryption

REPORT = "index.html"
CERTIFICATES = "certificates"
TABLES = ("ssl-port", "credentials", "refusals", "timeouts", "article")
"""Further groups whose rows are the target's verdicts: SSL and port, credentials, silence, POP."""
WRONG_REASON = "wrong reason"
MANY = 3
"""Causes for which one message is told from which on it helps nobody."""

WRONG = (Outcome.FAILED, Outcome.KNOWN)
LOOK = """
main>table{margin-bottom:12px}td:first-child{min-width:11em}
.matrix{table-layout:fixed}.matrix td:first-child{min-width:0}
.wrong{box-shadow:inset 3px 0 var(--bad);padding-left:8px}
.right{box-shadow:inset 3px 0 var(--ok);padding-left:8px}
details.many{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--bad)}
details.many>ul{margin:0 0 12px}
"""


def draw(records: Sequence[Record], target: str) -> str:
    """Return the page, in HTML.

    Args:
        records: of every attempt; the last one of each test counts.
        target: its name, and its version where it is known.
    """
    tests = sorted(tried(records), key=lambda test: test.attempts[0].began)
    last = [test.last for test in tests]
    judged = [each for each in last if each.verdicts and each.outcome in JUDGED]
    found = [each for each in judged if each.finding]
    many = _told_alike(found)
    alike = {record.test_id for records in many.values() for record in records}
    parts = [
        f"<p>{_so_many(judged)}</p>",
        f"<h2>Findings: {len(many) + len(found) - len(alike)}</h2>",
        *(_many_causes(words, records) for words, records in many.items()),
        _findings([each for each in found if each.test_id not in alike]),
        "<h2>Certificate × port × SSL</h2>",
        _matrix([each for each in judged if len(_path(each)) == 4]),
        *(_list(group, judged) for group in TABLES),
        _not_offered([each for each in last if each.outcome is Outcome.NOT_OFFERED]),
    ]
    title = f"{target}: what was found out"
    head = f'<header><h1>{escape(title)}</h1><p><a href="{REPORT}">the report</a></p></header>'
    return document(title, f"{head}<main>{''.join(parts)}</main>", STYLE + LOOK)


def _so_many(judged: Sequence[Record]) -> str:
    wrong = sum(record.outcome in WRONG for record in judged)
    return (
        f"{len(judged)} scenarios were judged: {len(judged) - wrong} as they should be, {wrong} not"
    )


def _path(record: Record) -> list[str]:
    """Return the parts of a cell's id: certificates, which one, port, SSL; else nothing."""
    parts = record.name.split("/")
    return parts if parts[0] == CERTIFICATES and len(parts) == 4 else []


def _told_alike(found: Iterable[Record]) -> dict[str, list[Record]]:
    """Return, by what a person is told, the refusals whose causes they would have to tell apart."""
    alike: dict[str, list[Record]] = {}
    for record in found:
        if record.finding == WRONG_REASON:
            verdict = record.verdicts[-1]
            alike.setdefault(verdict.get("said") or verdict["shown"], []).append(record)
    return {words: told for words, told in alike.items() if len(_by_cause(told)) >= MANY}


def _by_cause(records: Iterable[Record]) -> dict[str, list[Record]]:
    causes: dict[str, list[Record]] = {}
    for record in records:
        causes.setdefault(record.verdicts[-1]["expected"], []).append(record)
    return dict(sorted(causes.items()))


def _many_causes(words: str, records: Sequence[Record]) -> str:
    causes = _by_cause(records)
    told = "".join(
        f"<li>{escape(cause)}: {', '.join(map(_link, of_it))}</li>"
        for cause, of_it in causes.items()
    )
    known = " (known)" if all(each.outcome is Outcome.KNOWN for each in records) else ""
    return (
        f"<details class=many><summary><b>one message for many causes</b>{known}: "
        f"“{escape(on_one_line(words))}” stands for {len(causes)} causes, in {len(records)} "
        f"scenarios</summary><ul>{told}</ul></details>"
    )


def _findings(found: Sequence[Record]) -> str:
    kinds = dict.fromkeys(sorted(record.finding for record in found))
    rows = "".join(
        f"<tr><td>{_link(record)}<br>{escape(kind)}"
        f"{' (known)' if record.outcome is Outcome.KNOWN else ''}</td>"
        f"<td>{_cell(record)}</td><td>{escape(str(record.scenario.get('why', '')))}</td></tr>"
        for kind in kinds
        for record in found
        if record.finding == kind
    )
    head = "<tr><th>scenario, kind<th>shown, expected, the wire<th>why it matters</tr>"
    return f"<table>{head}{rows}</table>" if rows else ""


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
    return f"<table class=matrix><tr><th>certificate{head}</tr>{rows}</table>"


def _list(group: str, judged: Iterable[Record]) -> str:
    rows = "".join(
        f"<tr><td>{_link(record)}</td><td>{_cell(record)}</td></tr>"
        for record in judged
        if record.name.startswith(f"{group}/")
    )
    head = "<tr><th>scenario<th>shown, expected, the wire</tr>"
    return f"<h2>{escape(group)}</h2><table>{head}{rows}</table>" if rows else ""


def _not_offered(records: Sequence[Record]) -> str:
    """Tell what was not judged, by what the target or the mail server lacks."""
    lacking: dict[str, list[Record]] = {}
    for record in records:
        lacking.setdefault(record.error.removeprefix("not offered: "), []).append(record)
    rows = "".join(
        f"<tr><td>{escape(on_one_line(what))}</td><td>{', '.join(map(_link, lack_it))}</td></tr>"
        for what, lack_it in sorted(lacking.items())
    )
    head = "<tr><th>what is lacking<th>scenarios</tr>"
    return f"<h2>Not offered: {len(records)}</h2><table>{head}{rows}</table>" if rows else ""


def _link(record: Record) -> str:
    return f'<a href="{to_test(REPORT, record.test_id)}">{escape(record.name)}</a>'


def _cell(record: Record) -> str:
    """Return the verdict, what it should be if it is another, the seconds, and the witness."""
    verdict = record.verdicts[-1]
    is_wrong = record.outcome in WRONG
    shown = escape(verdict["shown"])
    told = f"<b>{shown}</b>" if is_wrong else shown
    instead = f", not {escape(verdict['expected'])}" if shown != escape(verdict["expected"]) else ""
    seconds = _seconds(record.phases)
    after = f" after {seconds:.1f} s" if seconds is not None else ""
    return (
        f"<div class={'wrong' if is_wrong else 'right'}>{told}{instead}{after}"
        f"<div class=soft>{escape(_witness(record))}</div></div>"
    )


def _witness(record: Record) -> str:
    """Return in a few words what the wire says: how it was encrypted, and the last login."""
    if not record.conversations:
        return "no witness" if record.scenario.get("route") == "straight" else "never came"
    tried_in = [each for each in record.conversations if each["logins"]]
    conversation = (tried_in or record.conversations)[-1]
    logins: Sequence[Mapping[str, object]] = conversation["logins"]
    if not logins:
        return f"{encryption(conversation)}, no login"
    login = logins[-1]
    return f"{encryption(conversation)}, {login['method']} → {login['result'] or 'no answer'}"


def _seconds(phases: Iterable[Mapping[str, object]]) -> float | None:
    """Return how long the last verdict took to be shown."""
    took = [phase["seconds"] for phase in phases if phase["name"] in ("connect", "take the offer")]
    return float(str(took[-1])) if took else None
