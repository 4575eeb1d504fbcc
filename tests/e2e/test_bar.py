"""The contrast of a bar's text, and the addresses that a bar names."""

import pytest

from bluebar.e2e.expect.bar import ADDRESS, CONTRAST, contrast

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
