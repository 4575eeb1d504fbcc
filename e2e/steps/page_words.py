"""Say in words what a page shows, for messages about a missing verdict."""

from playwright.sync_api import Error, Page

PLACES = ", ".join(
    ["[role=alert]", "[role=status]", "dialog"]
    + [f"[class*={word} i]" for word in ("alert", "banner", "error", "flash", "notice", "toast")]
)
"""A CSS selector for elements that probably contain a verdict, by ARIA role or by class."""

BEGINNING = 200
"""The number of characters of the page's text that are quoted if no such element is visible."""


def words_of(page: Page) -> str:
    """Return the URL of a page, and the texts of its visible alerts, bars and notices.

    If no such element is visible, return the URL and the beginning of the page's text.
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
