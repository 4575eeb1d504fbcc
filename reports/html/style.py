"""The style sheet of a run's and of a target's page, over what all pages have."""

from bluebar.reports.record.outcomes import Outcome

_FILTERS = "".join(
    f"#show-{slug}:checked~main>details:not(.{slug}){{display:none}}"
    for slug in (outcome.slug for outcome in Outcome)
)

STYLE = (
    """
:root{--none:#5b6877}@media(prefers-color-scheme:dark){:root{--none:#9aa8b8}}
body{max-width:1080px}h3{margin:20px 0 6px;font-size:1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:10px 0}
dt{color:var(--soft)}dd{margin:0}
.filter>input{position:absolute;opacity:0}
.filter>label{display:inline-block;padding:4px 12px;margin:8px 4px 12px 0;border-radius:99px;
border:1px solid var(--line);background:var(--card);cursor:pointer}
.filter>input:checked+label{outline:2px solid currentColor}
.filter>input:focus-visible+label{outline:3px solid currentColor}
main>details{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--none);
border-radius:10px;margin-bottom:8px}
main>details>summary{padding:10px 14px;cursor:pointer}
.body{padding:0 16px 16px}
.badge{display:inline-block;min-width:6.5em;font-weight:600}
label.passed,.passed .badge{color:var(--ok)}main>.passed{border-left-color:var(--ok)}
label.failed,.failed .badge{color:var(--bad)}main>.failed{border-left-color:var(--bad)}
label.error,.error .badge{color:var(--odd)}main>.error{border-left-color:var(--odd)}
label.flaky,.flaky .badge{color:var(--odd)}main>.flaky{border-left-color:var(--odd)}
pre{background:var(--ground);padding:10px;border-radius:8px;white-space:pre-wrap;
max-height:420px;overflow:auto;font-size:13px}
th,td{text-align:left;padding:3px 8px;border-bottom:1px solid var(--line);vertical-align:top}
.number{text-align:right;white-space:nowrap}
.stopped td{color:var(--bad);font-weight:600}
.talk{margin-top:12px}.talk summary{cursor:pointer}
.talk .app td{color:inherit}.talk .server td{color:var(--soft)}.talk .door td{font-style:italic}
img{max-width:100%;border:1px solid var(--line);border-radius:8px}
iframe{width:100%;height:300px;border:1px solid var(--line);border-radius:8px;background:#fff}
@media(max-width:560px){dl{grid-template-columns:1fr}dt{margin-top:6px}}
"""
    + _FILTERS
)
