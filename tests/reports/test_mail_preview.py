"""A mail's picture is always well-formed XML, which a browser needs to draw it."""

import base64
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from bluebar.reports.html.mail_preview import preview_image, preview_page

MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</div>", "<br>", "&nbsp;", "&", "<", "<!--", "\x00", "\x0b", "ü", "x"]
    ),
    max_size=30,
).map("".join)


def svg(source: str) -> str:
    """Return the picture's text."""
    return base64.b64decode(preview_image(source).partition(",")[2]).decode()


@given(MARKUP | st.text())
def test_the_picture_of_any_mail_is_well_formed(source: str) -> None:
    ElementTree.fromstring(svg(source))  # noqa: S314 - our own


def test_the_picture_shows_the_text_of_the_mail() -> None:
    drawn = svg("<html><body style='color: red'><p>19 contacts<br>were imported")
    assert "<p>19 contacts<br/>were imported</p>" in drawn
    assert 'style="color: red"' in drawn


def test_the_page_gives_the_mail_no_rights() -> None:
    page = preview_page("<b>", '<script>alert("1")</script>')
    assert "<iframe sandbox srcdoc=" in page
    assert "<script>" not in page
    assert "<title>&lt;b&gt;</title>" in page
