"""Draw one plain page from the records: no server, no script, nothing from elsewhere.

A pure function of records and facts. Everything from a mail or an app is escaped, and a summary's
HTML is shown in a frame without rights.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from bluebar.reports.html.document import document
from bluebar.reports.html.style import STYLE
from bluebar.reports.record.outcomes import BAD, Outcome, in_words
from bluebar.reports.record.record import Record, encryption

ORDER = list(Outcome)
PICTURES = (".jpeg", ".png")


def draw(records: Sequence[Record], facts: Mapping[str, str]) -> str:
    """Return the page of a run, in HTML.

    Args:
        records: of every attempt.
        facts: names and values of the run: mail server, way, why, target, browser, seed, now.
    """
    count = Counter(record.outcome for record in records)
    title = f"bluebar: {in_words(count)}"
    server = facts.get("mail server", "no mail server")
    chosen = sorted(records, key=lambda record: ORDER.index(record.outcome))
    boxes = "".join(
        f'<input type="radio" name="show" id="show-{each.slug}">'
        f'<label for="show-{each.slug}" class="{each.slug}">{each} {count[each]}</label>'
        for each in ORDER
        if count[each]
    )
    head = (
        f"<header><h1>{escape(title)}</h1><p class=soft>{escape(server)}</p>"
        f"{_table_of_facts(facts)}</header>"
    )
    chooser = (
        f'<input type="radio" name="show" id="show-all" checked>'
        f'<label for="show-all">all {len(records)}</label>{boxes}'
    )
    attempts = "".join(map(_attempt, chosen))
    body = f'{head}<div class="filter">{chooser}<main>{attempts}</main></div>'
    return document(f"{title} · {server}", body, STYLE)


def _table_of_facts(facts: Mapping[str, str]) -> str:
    shown = {name: facts[name] for name in facts if name not in ("mail server", "way", "why")}
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in shown.items()
    )
    return f"<dl>{rows}</dl>"


def _attempt(record: Record) -> str:
    open_ = " open" if record.outcome in BAD else ""
    again = f" · attempt {record.attempt}" if record.attempt > 1 else ""
    why = str(record.scenario.get("why", ""))
    parts = (
        _stopped(record),
        _scenario(record),
        _phases(record.phases),
        _counts(record),
        _summary(record.summary),
        _pictures(record.attachments),
        _trace(record.attachments),
        _conversations(record.conversations),
        _log(record.log),
    )
    return (
        f'<details class="{record.outcome.slug}"{open_}><summary>'
        f'<span class="badge">{record.outcome}</span> <b>{escape(record.name)}</b>'
        f'<span class="soft">{escape(again)} {record.seconds:.1f} s</span>'
        f'<br><span class="soft">{escape(why)}</span></summary>'
        f'<div class="body">{"".join(parts)}</div></details>'
    )


def _stopped(record: Record) -> str:
    stopped = [phase["name"] for phase in record.phases if phase.get("stopped_here")]
    where = f"<p>Stopped in <b>{escape(stopped[-1])}</b>.</p>" if stopped else ""
    return where + (f"<pre>{escape(record.error)}</pre>" if record.error else "")


def _scenario(record: Record) -> str:
    scenario = record.scenario
    lines = [
        ("test", record.test),
        ("proves", ", ".join(scenario.get("proves", []))),
        ("route", scenario.get("route", "")),
        ("typed", ", ".join(f"{name} {text!r}" for name, text in record.typed.items())),
        *[("verdict", f"expected {v['expected']}, shown {v['shown']}") for v in record.verdicts],
        ("false success", record.false_success),
        ("replay", record.replay),
        ("left behind", "; ".join(record.left_behind)),
    ]
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(text))}</dd>" for name, text in lines if text
    )
    return f"<dl>{rows}{_cited(scenario)}</dl>"


def _cited(scenario: Mapping[str, Any]) -> str:
    links = [
        f'<a href="{escape(each)}">{escape(each)}</a>' for each in scenario.get("links", [])
    ] or [escape(scenario.get("cited", ""))]
    return f"<dt>went wrong for somebody in</dt><dd>{' '.join(links)}</dd>" if links[0] else ""


def _phases(phases: Iterable[Mapping[str, Any]]) -> str:
    rows = "".join(
        f"<tr{' class=stopped' if phase.get('stopped_here') else ''}>"
        f"<td>{escape(str(phase['name']))}</td><td class=number>{phase['at']:.2f}</td>"
        f"<td class=number>{phase['seconds']:.2f}</td></tr>"
        for phase in phases
    )
    if not rows:
        return ""
    head = "<tr><th>phase<th class=number>at, s<th class=number>took, s</tr>"
    return f"<h3>Phases</h3><table>{head}{rows}</table>"


def _counts(record: Record) -> str:
    if not record.counts:
        return ""
    rows = "".join(
        f"<tr{'' if count['shown'] == count['expected'] else ' class=stopped'}>"
        f"<td>{escape(str(count['name']))}</td><td class=number>{count['expected']}</td>"
        f"<td class=number>{_or_dash(count['shown'])}</td>"
        f"<td class=number>{_or_dash(count['on_server'])}</td></tr>"
        for count in record.counts
    )
    head = (
        "<tr><th>count<th class=number>expected<th class=number>shown by the app"
        "<th class=number>on the server</tr>"
    )
    named = "".join(
        f"<li>{word} {escape(line)}</li>"
        for word, lines in (("missing:", record.missing), ("extra:", record.extra))
        for line in lines
    )
    return f"<h3>Counts</h3><table>{head}{rows}</table><ul>{named}</ul>"


def _or_dash(value: object) -> str:
    return "–" if value is None else escape(str(value))


def _summary(summary: Mapping[str, str]) -> str:
    if not summary:
        return ""
    return (
        f"<h3>Summary email</h3><p><b>{escape(summary['subject'])}</b></p>"
        f'<iframe sandbox title="The summary as HTML" srcdoc="{escape(summary["html"])}"></iframe>'
        f"<pre>{escape(summary['text'])}</pre>"
    )


def _pictures(attachments: Mapping[str, str]) -> str:
    pictures = {name: path for name, path in attachments.items() if path.endswith(PICTURES)}
    return "".join(
        f'<h3>{escape(name)}</h3><a href="{escape(path)}">'
        f'<img loading="lazy" alt="The page {escape(name)}" src="{escape(path)}"></a>'
        for name, path in pictures.items()
    )


def _trace(attachments: Mapping[str, str]) -> str:
    if "trace" not in attachments:
        return ""
    source = escape(attachments["trace"])
    return (
        f'<h3>Trace</h3><p><a href="{source}">{source}</a>, opened with '
        f"<code>playwright show-trace {source}</code> in the report's folder</p>"
    )


def _log(log: str) -> str:
    if not log:
        return ""
    return f"<details class=talk><summary>The app's log</summary><pre>{escape(log)}</pre></details>"


def _conversations(conversations: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_conversation(each) for each in conversations)


def _conversation(conversation: Mapping[str, Any]) -> str:
    lines = "".join(
        f'<tr class="{escape(str(line["who"]))}"><td class=number>{line["at"]:.3f}</td>'
        f"<td>{escape(str(line['who']))}</td><td><code>{escape(str(line['text']))}</code></td></tr>"
        for line in conversation.get("lines", [])
    )
    return (
        f"<details class=talk><summary>IMAP conversation at port {conversation['port']}, "
        f"{escape(encryption(conversation))}, from {conversation['opened_at']:.2f} s</summary>"
        f"<table>{lines}</table></details>"
    )
