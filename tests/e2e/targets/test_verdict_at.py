"""Of two places on a page one tells the verdict: what is hidden, empty or a toast is none."""

from functools import cache

import pytest

from tests.e2e.targets.browsers import seen_on

COMPONENT = """<x-alert class="no"></x-alert><script>
document.querySelector("x-alert").attachShadow({mode: "open"}).innerHTML = "Wrong password"
</script>"""
LATER = """<script>setTimeout(() => document.body.insertAdjacentHTML(
"beforeend", "<p class='no'>Wrong password"), 300)</script>"""

PAGES = {
    "connected": ("<p id=yes>Done", "Connected"),
    "a place without words": ("<img id=yes width=9 height=9>", "Connected"),
    "in the app's words": ("<p class=no>Wrong Password.", "Rejected(wrong credentials)"),
    "first of the wording": ("<p class=no>It is already here", "AlreadyConnected"),
    "in capitals by style": (
        "<p class=no style='text-transform: uppercase'>wrong password",
        "Rejected(wrong credentials)",
    ),
    "in other words": ("<p class=no>Oops", "Rejected(unspecified)"),
    "inside a component": (COMPONENT, "Rejected(unspecified)"),
    "a toast beside it": ("<p id=yes>Saved<p class=no>Oops", "Rejected(unspecified)"),
    "one of two places": ("<p class=no hidden>Old<p class=no>Oops", "Rejected(unspecified)"),
    "hidden is not said": ("<p class=no hidden>Wrong password<p id=yes>Done", "Connected"),
    "an empty box": ("<p class=no style='padding: 9px'></p><p id=yes>Done", "Connected"),
    "an empty box alone": ("<p class=no style='padding: 9px'></p>", "NoVerdict(within 1.5 s)"),
    "hidden before shown": ("<p id=yes hidden>Done<p class=no>Oops", "Rejected(unspecified)"),
    "later": (f"<p id=yes hidden>Done{LATER}", "Rejected(wrong credentials)"),
    "nothing": ("<p>Please wait", "NoVerdict(within 1.5 s)"),
}  # fmt: skip


@cache
def read() -> dict[str, str]:
    return dict(zip(PAGES, seen_on("verdict", [html for html, _ in PAGES.values()]), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_a_verdict_is_read_where_it_stands(name: str) -> None:
    assert read()[name] == PAGES[name][1]
