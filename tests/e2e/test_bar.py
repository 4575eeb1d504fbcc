"""The contrast of a bar's text, and what a bar must say in each row in which it is shown."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bluebar.e2e.expect.bar import ADDRESS, CONTRAST, contrast, expect_bar_names_account
from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.shown_capabilities import Step
from bluebar.e2e.subjects.connection import Connection

WHITE, BLACK, BLUE, GREY = (255, 255, 255), (0, 0, 0), (29, 78, 216), (107, 114, 128)


@pytest.mark.parametrize(("one", "other", "ratio"), [(WHITE, BLACK, 21.0), (BLUE, BLUE, 1.0)])
def test_the_contrast_is_that_of_the_standard(
    one: tuple[int, int, int], other: tuple[int, int, int], ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio)
    assert contrast(other, one) == pytest.approx(ratio)


def test_white_on_blue_is_readable_and_grey_on_blue_is_not() -> None:
    assert contrast(WHITE, BLUE) > CONTRAST > contrast(GREY, BLUE)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("ana@x.example was successfully connected.", ["ana@x.example"]),
        ("Connected: ana+crm@bücher.example.", ["ana+crm@bücher.example"]),
        ('"ana@x.example" (not bob@x.example)', ["ana@x.example", "bob@x.example"]),
        ("It was successfully connected.", []),
    ],
)
def test_every_address_in_a_sentence_is_found(text: str, addresses: list[str]) -> None:
    assert ADDRESS.findall(text) == addresses


ANA, SIGN_IN = "ana@x.example", "ana.home@x.example"


def shown(*bars: str, **target: object) -> Connection:
    """Return a connection whose page shows these bars."""
    banner: Any = SimpleNamespace(
        count=lambda: len(bars),
        inner_text=lambda: bars[0],
        all_inner_texts=lambda: list(bars),
        filter=lambda **_: banner,
    )
    return cast(
        "Connection",
        SimpleNamespace(
            user=SimpleNamespace(
                page=None, person=SimpleNamespace(email=SIGN_IN),
                target=SimpleNamespace(banner=lambda _: banner, **target),
            ),
            mailbox=SimpleNamespace(connected_address=ANA),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "bars", [(), (f"Done: {ANA}",), (f"{ANA} is in; a summary goes to {SIGN_IN}.",)]
)
def test_no_bar_and_a_bar_about_this_account_pass(bars: tuple[str, ...]) -> None:
    expect_bar_names_account(shown(*bars))


def test_a_target_without_a_bar_is_not_checked() -> None:
    connection = shown()
    del connection.user.target.banner  # type: ignore[attr-defined]
    expect_bar_names_account(connection)


@pytest.mark.parametrize(
    ("bars", "problem"),
    [
        (("Done.",), "should name ana@x.example and no other"),
        (("Done: bob@x.example",), "should name ana@x.example and no other"),
        ((f"Done: {ANA} and bob@x.example",), "should name ana@x.example and no other"),
        ((f"Done: {ANA}", f"Done: {ANA}"), "the page should show one bar; it shows 2"),
    ],
    ids=["no address", "another address", "two addresses", "two bars"],
)
def test_a_bar_about_something_else_is_a_failure(bars: tuple[str, ...], problem: str) -> None:
    with pytest.raises(AppFailure, match=problem):
        expect_bar_names_account(shown(*bars))


def test_a_target_with_known_sentences_must_show_the_whole_sentence() -> None:
    sentences = {Step.CONNECT: "{address} is connected."}
    expect_bar_names_account(shown(f"{ANA} is connected.", bar_sentences=sentences))
    with pytest.raises(AppFailure, match="should say 'ana@x"):
        expect_bar_names_account(shown(f"{ANA} was saved.", bar_sentences=sentences))
