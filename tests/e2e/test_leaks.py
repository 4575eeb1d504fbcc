"""A password in a text is found and not printed; reports/secrets/redaction.py has the encodings."""

import logging
from argparse import ArgumentTypeError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluebar.e2e.environment.password_leaks import PasswordShown, Place, expect_password_absent
from bluebar.e2e.run.target_options import long_enough
from bluebar.reports.secrets.redaction import SHORTEST

PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=SHORTEST, max_size=40)


@pytest.mark.parametrize("password", ['pa"ss\\wörd ', "ünïcødé+&%"])
def test_a_failure_names_the_place_and_never_the_password(password: str) -> None:
    with pytest.raises(PasswordShown) as raised:
        expect_password_absent(
            password, [Place("the page", "nothing"), Place("a conversation", f"x {password} y")]
        )
    assert "a conversation" in str(raised.value)
    assert password not in str(raised.value)


@settings(deadline=None)
@given(password=PASSWORDS)
def test_nothing_is_found_in_texts_without_the_password(password: str) -> None:
    expect_password_absent(password, [Place("the page", ""), Place("the log", password[:-1])])


def test_a_password_for_all_mailboxes_is_long_enough_to_be_redacted() -> None:
    assert long_enough("8 letter") == "8 letter"
    with pytest.raises(ArgumentTypeError) as raised:
        long_enough("7 lette")
    assert "7 characters" in str(raised.value)
    assert "7 lette" not in str(raised.value)


def test_a_password_that_is_too_short_is_not_searched() -> None:
    expect_password_absent("secret", [Place("the log", "a secret place")])


def test_a_password_in_a_log_line_is_found(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("app").info("sent %r", b'LOGIN "x" "open sesame"')
    with pytest.raises(PasswordShown):
        expect_password_absent("open sesame", [Place("the log", caplog.text)])
