"""The style sheet of the nights' page, over what all pages have."""

STYLE = """
:root{--blue:#1d4ed8;--empty:#e8ecf1}
@media(prefers-color-scheme:dark){:root{--blue:#7aa2ff;--empty:#222d3a}}
body{max-width:1160px}h2{margin:0;font-size:1.15rem}h3{margin:12px 0 4px;font-size:1rem}
a{color:var(--blue)}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:12px 0;
padding:12px 16px}
.wide{overflow-x:auto}
th,td{text-align:left;padding:4px 10px 4px 0;border-top:1px solid var(--line);vertical-align:top}
tr:first-child th{border-top:0;color:var(--soft);font-weight:400}
.news td:first-child{min-width:16em}.news td:nth-child(2){white-space:nowrap}
th.number,td.number{text-align:right;white-space:nowrap}.none,h2 .number{color:var(--soft)}
.strip{display:inline-flex;gap:1px}
.strip i{width:12px;height:18px;font:bold 11px/18px ui-monospace,"DejaVu Sans Mono",monospace;
text-align:center;background:var(--empty);border-radius:2px;color:var(--card)}
.strip .passed{background:none;color:var(--ok)}.strip .none{background:none}
.strip .failed{background:var(--bad)}.strip .error,.strip .flaky{background:var(--odd)}
td.failed{color:var(--bad)}td.error,td.flaky{color:var(--odd)}td.passed{color:var(--ok)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:12px}
figure{margin:0}svg{width:100%;height:auto;display:block}figcaption{color:var(--soft);font-size:13px}
text{fill:var(--soft);font-size:10px}.what{fill:var(--ink);font-size:12px;font-weight:600}
.level{stroke:var(--line)}polyline{fill:none;stroke-width:2;stroke-linejoin:round}
polyline.median{stroke:var(--blue)}polyline.p95{stroke:var(--odd);stroke-width:1.2}
circle.median{fill:var(--blue)}circle.p95{fill:var(--odd)}
p .median{color:var(--blue);font-weight:600}p .p95{color:var(--odd);font-weight:600}
@media(max-width:700px){.news tr:first-child{display:none}.news td{display:block;border:0}
.news,.news tbody{display:block}.strip{flex-wrap:wrap}
.news tr{display:block;border-top:1px solid var(--line);padding:6px 0}}
"""
