"""URLs with a number or a UUID in the path or the query are found, others are not."""

import pytest

from bluebar.e2e.steps.numbered_urls import NUMBERED, NumberedUrl


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/settings/email/12/card?", True),
        ("/accounts/12?", True),
        ("/account?id=7", True),
        ("/account?id=7&tab=mail", True),
        ("/a/0b9c1e5e-3f4a-4c7e-9d8e-2a1b3c4d5e6f/edit?", True),
        ("/settings/email?", False),
        ("/v2x/mail?", False),
        ("/mail?q=abc", False),
    ],
)
def test_a_number_is_found(path: str, found: bool) -> None:
    assert bool(NUMBERED.search(path)) is found


def test_a_url_is_told_by_its_method_and_path() -> None:
    assert str(NumberedUrl("POST", "http://x.example/a/1/edit")) == "POST /a/1/edit"
    assert str(NumberedUrl("GET", "http://x.example/a?id=1")) == "GET /a?id=1"
