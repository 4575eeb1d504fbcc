"""A mail's HTML as a picture and as a page, neither of which runs or fetches anything. Pure.

The picture is an SVG with the HTML in it: an image may run no script and load nothing from
elsewhere (SVG Integration, "secure static mode"), so the reviewer's browser draws it safely.
"""

import base64
from html import escape

from lxml import etree, html

WIDTH, HEIGHT = 640, 480
XHTML = "http://www.w3.org/1999/xhtml"
NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def picture_of(source: str) -> str:
    """Return the address of a picture that shows a mail's HTML, as a data: URL."""
    root = html.document_fromstring(source.translate(NOT_XML) or "<p></p>")
    root.set("xmlns", XHTML)
    inside = etree.tostring(root, method="xml", encoding="unicode", with_tail=False)
    inside = inside.partition("?>")[2] if inside.startswith("<?xml") else inside
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<foreignObject width="100%" height="100%">{inside}</foreignObject></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def page_of(subject: str, source: str) -> str:
    """Return a page that shows a mail's HTML in a frame without rights."""
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(subject)}</title>'
        f"<style>html,body{{height:100%;margin:0}}iframe{{width:100%;height:100%;border:0}}</style>"
        f'<iframe sandbox srcdoc="{escape(source)}"></iframe>'
    )
