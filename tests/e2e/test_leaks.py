"""A password that was written down is found in every spelling; the finding does not tell it."""

import base64
import json
import logging
from collections.abc import Callable
from html import escape
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from e2e.leaks import SHORTEST, PasswordShown, look_for

PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=SHORTEST, max_size=40)
WRITERS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: f"LOGIN with {text} failed",
    "JSON": lambda text: json.dumps({"password": text}),
    "JSON in UTF-8": lambda text: json.dumps({"password": text}, ensure_ascii=False),
    "repr": lambda text: f"login({text!r})",
    "bytes": lambda text: f"sent {text.encode()!r}",
    "IMAP": lambda text: 'a LOGIN ana "' + text.replace("\\", r"\\").replace('"', r"\"") + '"',
    "HTML": lambda text: f'<input value="{escape(text)}">',
    "URL": lambda text: f"/login?p={quote(text, safe='')}",
    "form": lambda text: urlencode({"password": text}),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
}


@pytest.mark.parametrize("way", WRITERS)
@given(password=PASSWORDS)
def test_a_password_is_found_however_it_was_written(way: str, password: str) -> None:
    with pytest.raises(PasswordShown) as raised:
        look_for(password, {"the log": "before " + WRITERS[way](password) + " after"})
    assert str(raised.value).startswith("the mailbox's password stands in the log, ")


@pytest.mark.parametrize("password", ['pa"ss\\wörd ', "ünïcødé+&%"])
def test_the_finding_names_the_place_and_never_the_password(password: str) -> None:
    with pytest.raises(PasswordShown) as raised:
        look_for(password, {"the page": "nothing", "a conversation": f"x {password} y"})
    assert "a conversation" in str(raised.value)
    assert password not in str(raised.value)


@given(password=PASSWORDS)
def test_nothing_is_found_where_nothing_stands(password: str) -> None:
    look_for(password, {"the page": "", "the log": password[:-1]})


def test_what_is_too_short_may_stand_anywhere_by_chance() -> None:
    look_for("secret", {"the log": "a secret place"})


def test_a_log_line_is_seen_through(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("app").info("sent %r", b'LOGIN "x" "open sesame"')
    with pytest.raises(PasswordShown):
        look_for("open sesame", {"the log": caplog.text})
