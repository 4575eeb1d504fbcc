"""Expect the bar on top of a page to have the right text and colour, and to disappear later.

The number S12 means a statement of the help article, from the list in docs/article.md.
"""

import re
from colorsys import rgb_to_hls

from playwright.sync_api import Locator, Page, expect

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.capabilities import ShowsBanner
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.shown_capabilities import ConfirmsInBars, Step
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.subjects.connection import Connection

Colour = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

ADDRESS = re.compile(r"[^\s@<>(),;:\"']+@[^\s@<>(),;:\"']*\w")

CONTRAST = 4.5
"""The least contrast between a text and its background (WCAG 2.2, 1.4.3)."""

_COLOURS = """element => {
  const style = getComputedStyle(element);
  return [style.color, style.backgroundColor];
}"""


def expect_blue_bar(connection: Connection, step: Step = Step.CONNECT) -> None:
    """Expect one blue bar on top of the page, which names the connected address (S12).

    The bar must also have an ARIA role that screen readers announce, and enough contrast between
    text and background.

    Args:
        connection: the connection, whose page shows the bar.
        step: the step that the bar confirms.
    """
    page, target = connection.user.page, require(connection.user.target, ShowsBanner)
    banner = target.banner(page)
    # The verdict is read as soon as the bar exists, perhaps before its style sheet is loaded.
    page.wait_for_load_state("load")
    _expect_sentence(connection, banner, step)
    text = bar_text(banner)
    if step is Step.CONNECT and "successfully connected" not in text:
        address = connection.mailbox.connected_address
        raise AppFailure(
            f"the bar should say that {address} was successfully connected; it says {text!r}"
        )
    _expect_colours(banner)
    role = banner.get_attribute("role")
    if role not in ("status", "alert"):
        raise AppFailure(
            "the bar should have the ARIA role status or alert, so that screen readers announce "
            f"it; its role is {role!r}"
        )
    box, form = banner.bounding_box(), page.get_by_role("main").bounding_box()
    if box is None or form is None or box["y"] > 200 or box["width"] < form["width"] / 2:
        raise AppFailure(
            "the bar should be on top of the page (at most 200 px from the top), and at least half "
            f"as wide as the page's main element; it is at {box}"
        )


def expect_bar_names_account(connection: Connection) -> None:
    """Expect the bar, if the page shows one, to name this account.

    Every row in which a mailbox is connected calls this. Nothing is checked if the target has no
    bar, or if the page shows no bar at this moment.
    """
    target = connection.user.target
    if isinstance(target, ShowsBanner):
        banner = target.banner(connection.user.page).filter(visible=True)
        if banner.count():
            _expect_sentence(connection, banner, Step.CONNECT)


def expect_banner_gone(connection: Connection) -> None:
    """Wait until the page shows the account, and expect no bar on the page."""
    page = connection.user.page
    expect(page.get_by_text(connection.mailbox.connected_address).first).to_be_visible()
    _expect_no_bar(connection.user.target, page)


def expect_bar_gone_on_next_visit(connection: Connection) -> None:
    """Reload the page, and expect no bar. The page need not show the account any more."""
    page = connection.user.page
    page.reload()
    page.get_by_role("main").wait_for()
    _expect_no_bar(connection.user.target, page)


def _expect_no_bar(target: Target, page: Page) -> None:
    if require(target, ShowsBanner).banner(page).count():
        raise AppFailure("the bar should be gone when the page is loaded again; it is still shown")


def _expect_sentence(connection: Connection, banner: Locator, step: Step) -> None:
    """Expect one bar, which names the connected address and no other account.

    A target with known sentences (`ConfirmsInBars`) must show exactly the step's sentence.
    """
    text = bar_text(banner)
    address, target = connection.mailbox.connected_address, connection.user.target
    named = {each.casefold() for each in ADDRESS.findall(text)}
    # A bar may also say to which sign-in address the summary goes.
    others = named - {address.casefold(), connection.user.person.email.casefold()}
    if address.casefold() not in named or others:
        raise AppFailure(f"the bar should name {address} and no other address; it says {text!r}")
    if isinstance(target, ConfirmsInBars):
        wanted = target.bar_sentences[step].format(address=address)
        if text != wanted:
            raise AppFailure(f"the bar after this step should say {wanted!r}; it says {text!r}")


def bar_text(banner: Locator) -> str:
    """Return the text of the bar, with single spaces; fail if the page shows several bars."""
    if (count := banner.count()) > 1:
        raise AppFailure(
            f"the page should show one bar; it shows {count}: {banner.all_inner_texts()}"
        )
    return " ".join(banner.inner_text().split())


def _expect_colours(banner: Locator) -> None:
    text, ground = (_rgb(value) for value in banner.evaluate(_COLOURS))
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in ground))
    if not (200 <= hue * 360 <= 260 and saturation > 0.3 and 0.1 < lightness < 0.95):
        raise AppFailure(f"the bar should be blue; its colour is rgb{ground}")
    if (ratio := contrast(text, ground)) < CONTRAST:
        raise AppFailure(
            f"the contrast between the bar's text and its background should be at least "
            f"{CONTRAST}; it is {ratio:.1f} (rgb{text} on rgb{ground})"
        )


def _rgb(value: str) -> Colour:
    red, green, blue, *_ = (int(float(part)) for part in re.findall(r"[\d.]+", value))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance, from 0 to 1 (WCAG 2.2, relative luminance)."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
