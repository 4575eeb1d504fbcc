"""A secret is found and overwritten in any encoding, and in up to three nested encodings."""

import base64
import html
import json
from collections.abc import Callable, Iterable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluebar.reports.secrets.redaction import (
    DEPTH,
    ENCODERS,
    FILLER,
    SHORTEST,
    Redactor,
    encoded_forms,
)

# Encoders of whole texts, as programs use them; the code under test encodes parts of texts.
WHOLE: dict[str, Callable[[str], str]] = {
    "json": json.dumps,
    "json, not escaped to ASCII": lambda text: json.dumps(text, ensure_ascii=False),
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
    st.text("aZ5_.-~+/=%", min_size=SHORTEST, max_size=24),
)


def every_form(secret: str) -> set[bytes]:
    """Return the forms without the shortcuts of `encoded_forms`: every encoder on every text."""
    found = newest = {secret.encode()}
    for _ in range(DEPTH):
        newest = {made for raw in newest for encode in ENCODERS.values() for made in encode(raw)}
        found = found | newest
    return found


def overwritten(data: bytes, wanted: Iterable[bytes]) -> bytes:
    """Return the data with each form overwritten, found one by one."""
    changed = bytearray(data)
    for form in wanted:
        at = data.find(form)
        while at >= 0:
            changed[at : at + len(form)] = FILLER * len(form)
            at = data.find(form, at + 1)
    return bytes(changed)


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


@settings(deadline=None)
@given(SECRETS)
def test_the_shortcuts_omit_no_form(secret: str) -> None:
    assert set(encoded_forms(secret)) == every_form(secret)


@settings(deadline=None)
@given(st.data())
def test_exactly_the_forms_are_overwritten_even_if_they_overlap_or_share_a_prefix(
    data: st.DataObject,
) -> None:
    beginning = data.draw(st.text("a+", min_size=SHORTEST, max_size=SHORTEST))
    secrets = data.draw(st.lists(st.text("a+ü", max_size=4).map(beginning.__add__), min_size=1))
    wanted = sorted(set().union(*map(every_form, secrets)))
    cut = st.tuples(st.sampled_from(wanted), st.integers(0, 9), st.integers(0, 9)).map(
        lambda drawn: drawn[0][drawn[1] : len(drawn[0]) - drawn[2]]
    )
    pieces = st.one_of(st.sampled_from(wanted), cut, st.text("a+", max_size=5).map(str.encode))
    written = b"".join(data.draw(st.lists(pieces, max_size=6)))
    redactor = Redactor(secrets)
    assert redactor.rewrite(written) == overwritten(written, wanted)
    assert bool(redactor.find(written)) == any(form in written for form in wanted)


@pytest.mark.parametrize(
    ("secrets", "data", "rewritten", "offsets"),
    [
        (["aaaaaaaab"], b"aaaaaaaaab", b"axxxxxxxxx", [1]),
        (["sesame-open", "me-open-all"], b"a sesame-open-all", b"a xxxxxxxxxxxxxxx", [2, 6]),
        (["sesame-open", "same-open"], b"a sesame-open", b"a xxxxxxxxxxx", [2]),
    ],
    ids=["begins inside its own prefix", "overlaps another", "is inside another"],
)
def test_a_secret_is_overwritten_that(
    secrets: list[str], data: bytes, rewritten: bytes, offsets: list[int]
) -> None:
    redactor = Redactor(secrets)
    assert redactor.rewrite(data) == rewritten
    assert [match.at for match in redactor.find(data)] == offsets


@pytest.mark.parametrize("before", ["", "u", "us", "usr"])
def test_no_whole_character_of_a_secret_is_left_in_base64(before: str) -> None:
    header = base64.b64encode(f"{before}:sesame-open:more".encode())
    rewritten = base64.b64decode(Redactor(["sesame-open"]).rewrite(header))
    # The first and the last letter share their base64 characters with the text beside them.
    assert b"esame-ope" not in rewritten
    assert rewritten.startswith(before.encode())
    assert rewritten.endswith(b"more")


def test_the_text_around_a_secret_is_kept() -> None:
    request = json.dumps({"login": "ann", "password": 'pa"ss\\wörd '}).encode()
    rewritten = json.loads(Redactor(['pa"ss\\wörd ']).rewrite(request))
    assert rewritten["login"] == "ann"
    assert set(rewritten["password"]) == {"x"}


def test_a_match_names_the_encoding_and_the_offset_and_never_the_secret() -> None:
    data = b"Basic " + base64.b64encode(b"ann:sesame-open")
    (match,) = Redactor(["sesame-open"]).find(data)
    assert match.form == "base64"
    assert match.at > len("Basic ")
    assert "sesame" not in repr(match)


def test_short_secrets_are_ignored_and_the_set_may_be_empty() -> None:
    assert Redactor(["short", ""]).rewrite(b"short") == b"short"
    assert Redactor(["7 chars", "eight ch"]).rewrite_text("eight ch") == "xxxxxxxx"
    data = b"nothing is known"
    assert Redactor([]).rewrite(data) is data


def test_a_secret_has_fewer_than_2000_forms() -> None:
    assert len(encoded_forms('pa"ss\\wörd ')) < 2_000
