"""A secret is found and taken out however it was written down, three encodings deep."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.redaction import DEPTH, SHORTEST, Redactor, forms

# What programs use, whole; the forms under test are made of parts.
WHOLE: dict[str, Callable[[str], str]] = {
    "json": json.dumps,
    "json, letters kept": lambda text: json.dumps(text, ensure_ascii=False),
    "html": html.escape,
    "html text": lambda text: html.escape(text, quote=False),
    "url": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "repr": repr,
    "repr of bytes": lambda text: repr(text.encode()),
    "imap": lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"',
    "hex": lambda text: text.encode().hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
}

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="x"), max_size=12)
SECRETS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="x"), min_size=SHORTEST, max_size=24),
    st.sampled_from(['pa"ss\\wörd ', "ünïcødé+&%", 'it\'s <b>&"so"</b>', "mailbox-1f3a9c2b-ann"]),
)


@settings(deadline=None)
@given(SECRETS, TEXT, TEXT, st.lists(st.sampled_from(sorted(WHOLE)), max_size=DEPTH))
def test_a_secret_is_found_in_every_chain_at_every_alignment(
    secret: str, before: str, after: str, chain: list[str]
) -> None:
    written = before + secret + after
    for name in chain:
        written = WHOLE[name](written)
    redactor = Redactor([secret])
    data = written.encode()
    assert redactor.find(data)
    rewritten = redactor.rewrite(data)
    assert len(rewritten) == len(data)
    assert not redactor.find(rewritten)


@pytest.mark.parametrize("before", ["", "u", "us", "usr"])
def test_nothing_of_a_secret_is_left_in_base64(before: str) -> None:
    header = base64.b64encode(f"{before}:sesame-open:more".encode())
    rewritten = base64.b64decode(Redactor(["sesame-open"]).rewrite(header))
    # The letter at each end shares its characters with what stands beside it.
    assert b"esame-ope" not in rewritten
    assert rewritten.startswith(before.encode())
    assert rewritten.endswith(b"more")


def test_what_stands_around_a_secret_is_kept() -> None:
    request = json.dumps({"login": "ann", "password": 'pa"ss\\wörd '}).encode()
    rewritten = json.loads(Redactor(['pa"ss\\wörd ']).rewrite(request))
    assert rewritten["login"] == "ann"
    assert set(rewritten["password"]) == {"x"}


def test_a_leak_names_the_form_and_the_place_and_never_the_secret() -> None:
    data = b"Basic " + base64.b64encode(b"ann:sesame-open")
    (leak,) = Redactor(["sesame-open"]).find(data)
    assert leak.form == "base64"
    assert leak.at > len("Basic ")
    assert "sesame" not in repr(leak)


def test_what_is_short_is_left_alone_and_none_is_no_trouble() -> None:
    assert Redactor(["short", ""]).rewrite(b"short") == b"short"
    data = b"nothing is known"
    assert Redactor([]).rewrite(data) is data


def test_forms_stay_few_enough_to_look_for() -> None:
    assert len(forms('pa"ss\\wörd ')) < 2_000
