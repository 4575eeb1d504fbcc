"""A form that the browser itself refuses is a refusal at the field, and not a missing verdict."""

from functools import cache

import pytest

from tests.e2e.targets.browsers import read_pages

SENT = "<script>document.forms[0].onsubmit = event => event.preventDefault()</script>"


def form(port: str, *, attributes: str = "", user: str = "ann") -> str:
    """Return a page with a form, whose field for the port has these attributes."""
    return (
        f"<form {attributes}><label>User name <input required value='{user}'></label>"
        f"<label>Port <input {port}></label><button>Connect</button></form>{SENT}"
    )


PAGES = {
    "missing": (form("required"), "Rejected(missing field): Please fill out this field."),
    "out of range": (
        form("type=number max=65535 value=70000"),
        "Rejected(invalid characters): Value must be less than or equal to 65535.",
    ),
    "good": (form("required value=993"), "sent"),
    "not checked by the browser": (form("required", attributes="novalidate"), "sent"),
    "another field is wrong": (form("required", user=""), "sent"),
    "no form": ("<label>Port <input required></label><button>Connect</button>", "sent"),
}  # fmt: skip


@cache
def read() -> dict[str, str]:
    pages = [html for html, _ in PAGES.values()]
    return dict(zip(PAGES, read_pages("validation", pages), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_the_browsers_refusal_is_read(name: str) -> None:
    assert read()[name] == PAGES[name][1]
