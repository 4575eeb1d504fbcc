"""Which of several matching texts of the wording counts."""

import pytest

from bluebar.e2e.outcome.reading import noted_reading
from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.targets.base_adapter import ANYTHING_ELSE, reason_in

WORDING = (
    ("Limit", Reason.TRY_LATER),
    ("failed", Reason.UNSPECIFIED),
    ("Login failed", Reason.WRONG_CREDENTIALS),
    ("Login failed: app password", Reason.APP_PASSWORD_NEEDED),
    ("too many", Reason.TRY_LATER),
    ("Refused", Reason.REFUSED),
)


@pytest.mark.parametrize(
    ("text", "reason", "words", "also"),
    [
        ("Login failed.", Reason.WRONG_CREDENTIALS, "Login failed", ""),
        ("It failed", Reason.UNSPECIFIED, "failed", ""),
        ("Login failed: app password", Reason.APP_PASSWORD_NEEDED, WORDING[3][0], ""),
        (
            "Login failed. Limit reached", Reason.TRY_LATER, "Limit",
            "'Login failed' (wrong credentials)",
        ),
        (
            "Refused: Login failed, too many", Reason.WRONG_CREDENTIALS, "Login failed",
            "'too many' (server says try later) and 'Refused' (refused)",
        ),
        ("Limit: too many", Reason.TRY_LATER, "Limit", ""),
        ("login FAILED", Reason.UNSPECIFIED, "", ""),
    ],
    ids=[
        "the longer text", "the short text", "the longest text", "the first of the list",
        "other meanings are named", "the same meaning is not named", "case differs",
    ],
)  # fmt: skip
def test_the_longest_text_at_a_place_counts_and_then_the_first(
    text: str, reason: Reason, words: str, also: str
) -> None:
    with noted_reading() as reading:
        assert reason_in(text, WORDING) is reason
    assert (reading.text, reading.words, reading.also_read) == (text, words, also)
    assert reading.is_unknown is (not words)


@pytest.mark.parametrize("text", ["It is broken", "", "  "])
def test_in_a_complete_list_any_other_text_names_no_reason(text: str) -> None:
    with noted_reading() as reading:
        assert reason_in(text, (*WORDING, ANYTHING_ELSE)) is Reason.UNSPECIFIED
    assert not reading.is_unknown
    with noted_reading() as reading:
        assert reason_in("Limit", (*WORDING, ANYTHING_ELSE)) is Reason.TRY_LATER
    assert reading.words == "Limit"
