"""What every page that is drawn here has in common: its head, light and dark, and its letters."""

from html import escape

BASE = """
:root{color-scheme:light dark;--ink:#16202c;--soft:#5b6877;--line:#dfe4ea;--ground:#f3f5f8;
--card:#fff;--ok:#15803d;--bad:#b42318;--odd:#9a5b00}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#9aa8b8;--line:#2c3846;
--ground:#10161e;--card:#18212c;--ok:#4ade80;--bad:#ff8f85;--odd:#fbbf24}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 16px;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
h1{margin:0;font-size:1.5rem}p{margin:4px 0}.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:14px}
"""


def document(title: str, body: str, style: str) -> str:
    """Return a page, in HTML: no script, nothing from elsewhere.

    Args:
        title: escaped here.
        body: HTML.
        style: over what all pages have.
    """
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{BASE}{style}</style></head>"
        f"<body>{body}</body></html>"
    )
