"""`wait_for_verdict` reads visible text in one of two places, and ignores hidden and empty ones."""

from functools import cache

import pytest

from tests.e2e.targets.browsers import read_pages

COMPONENT = """<x-alert class="no"></x-alert><script>
document.querySelector("x-alert").attachShadow({mode: "open"}).innerHTML = "Wrong password"
</script>"""
LATER = """<script>setTimeout(() => document.body.insertAdjacentHTML(
"beforeend", "<p class='no'>Wrong password"), 300)</script>"""

PAGES = {
    "connected": ("<p id=yes>Done", "Connected"),
    "a place without text": ("<img id=yes width=9 height=9>", "Connected"),
    "in the app's wording": ("<p class=no>Wrong Password.", "Rejected(wrong credentials)"),
    "first of the wording": ("<p class=no>It is already here", "AlreadyConnected"),
    "in capitals by style": (
        "<p class=no style='text-transform: uppercase'>wrong password",
        "Rejected(wrong credentials)",
    ),
    "in another wording": ("<p class=no>Oops", "Rejected(unspecified)"),
    "inside a component": (COMPONENT, "Rejected(unspecified)"),
    "a toast beside it": ("<p id=yes>Saved<p class=no>Oops", "Rejected(unspecified)"),
    "one of two places": ("<p class=no hidden>Old<p class=no>Oops", "Rejected(unspecified)"),
    "hidden text": ("<p class=no hidden>Wrong password<p id=yes>Done", "Connected"),
    "an empty box": ("<p class=no style='padding: 9px'></p><p id=yes>Done", "Connected"),
    "an empty box alone": ("<p class=no style='padding: 9px'></p>", "NoVerdict(within 1.5 s)"),
    "hidden before shown": ("<p id=yes hidden>Done<p class=no>Oops", "Rejected(unspecified)"),
    "later": (f"<p id=yes hidden>Done{LATER}", "Rejected(wrong credentials)"),
    "nothing": ("<p>Please wait", "NoVerdict(within 1.5 s)"),
}  # fmt: skip


@cache
def read() -> dict[str, str]:
    return dict(
        zip(PAGES, read_pages("verdict", [html for html, _ in PAGES.values()]), strict=True)
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_verdict_is_read_from_the_visible_text(name: str) -> None:
    assert read()[name] == PAGES[name][1]
