"""Say in words what a page shows, for messages about a missing verdict."""

from playwright.sync_api import Error, Page

PLACES = ", ".join(
    ["[role=alert]", "[role=status]", "dialog"]
    + [f"[class*={word} i]" for word in ("alert", "banner", "error", "flash", "notice", "toast")]
)
"""Elements, in CSS, that probably contain a verdict, also without an ARIA role."""

BEGINNING = 200
"""The number of characters of the page's text, if no such element is visible."""


def words_of(page: Page) -> str:
    """Return the address of a page, and the texts of its visible alerts, bars and notices.

    Without any, return the beginning of the page's text.
    """
    try:
        texts = page.locator(PLACES).filter(visible=True).all_inner_texts()
        shown = [" ".join(text.split()) for text in dict.fromkeys(texts) if text.strip()]
        if shown:
            return f"at {page.url}: {'; '.join(shown)}"
        text = " ".join(page.locator("body").inner_text(timeout=5_000).split())
        return f"at {page.url}, without an alert or a bar: {text[:BEGINNING] or 'an empty page'}"
    except Error as error:
        return f"at {page.url}: the page cannot be read: {str(error).partition(chr(10))[0]}"
