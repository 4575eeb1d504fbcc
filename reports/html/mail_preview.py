"""Show a mail's HTML as a picture and as a page without scripts and network requests. No I/O.

The picture is an SVG that contains the HTML. A browser runs no script in an image and loads nothing
for an image (SVG Integration, "secure static mode").
"""

import base64
import re

from lxml import etree, html

from bluebar.reports.html.rendering import render

WIDTH, HEIGHT = 640, 480
XHTML = "http://www.w3.org/1999/xhtml"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""Names of tags and attributes that both HTML and XML accept."""


def preview_image(source: str) -> str:
    """Return a picture of a mail as a data: URL.

    Args:
        source: the mail's HTML.
    """
    inside = etree.tostring(_well_formed(source), method="xml", encoding="unicode", with_tail=False)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="white"/>'
        f'<foreignObject width="100%" height="100%">{inside}</foreignObject></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def preview_page(subject: str, source: str) -> str:
    """Return a page that shows a mail in a frame which may run no script.

    Args:
        subject: the mail's subject.
        source: the mail's HTML.
    """
    return render("mail_preview.html", subject=subject, html=source)


def _well_formed(source: str) -> html.HtmlElement:
    """Parse HTML, and remove the characters and the names, such as `o:p`, that XML rejects."""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(NOT_XML.sub("", source), parser=parser)
    except etree.ParserError:  # The mail is empty.
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
