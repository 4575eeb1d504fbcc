"""A mail's HTML as a picture and as a page, neither of which runs or fetches anything. Pure.

The picture is an SVG with the HTML in it: an image may run no script and load nothing from
elsewhere (SVG Integration, "secure static mode"), so the reviewer's browser draws it safely.
"""

import base64
import re
from html import escape

from lxml import etree, html

WIDTH, HEIGHT = 640, 480
XHTML = "http://www.w3.org/1999/xhtml"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What both HTML and XML take as a name, for what is found in mails."""


def preview_image(source: str) -> str:
    """Return the address of a picture that shows a mail's HTML, as a data: URL."""
    inside = etree.tostring(_well_formed(source), method="xml", encoding="unicode", with_tail=False)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<foreignObject width="100%" height="100%">{inside}</foreignObject></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def preview_page(subject: str, source: str) -> str:
    """Return a page that shows a mail's HTML in a frame without rights."""
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(subject)}</title>'
        f"<style>html,body{{height:100%;margin:0}}iframe{{width:100%;height:100%;border:0}}</style>"
        f'<iframe sandbox srcdoc="{escape(source)}"></iframe>'
    )


def _well_formed(source: str) -> html.HtmlElement:
    """Return HTML without what XML does not take, such as the names of office programs' tags."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(NOT_XML.sub("", source), parser=parser)
    except etree.ParserError:  # There is nothing in it to be shown.
        root = html.document_fromstring("<p></p>")
    for element in root.iter(etree.Element):
        if not NAME.fullmatch(str(element.tag)):
            element.tag = "span"
        for name in [name for name in element.attrib if not NAME.fullmatch(str(name))]:
            del element.attrib[name]
        element.text = element.text and NOT_XML.sub("", element.text)
        element.tail = element.tail and NOT_XML.sub("", element.tail)
    root.set("xmlns", XHTML)
    return root
