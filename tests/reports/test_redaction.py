"""A secret is found and taken out however it was written down, three encodings deep."""

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
    IN_ITS_PLACE,
    SHORTEST,
    Redactor,
    forms,
)

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
    st.text("aZ5_.-~+/=%", min_size=SHORTEST, max_size=24),
)


def every_form(secret: str) -> set[bytes]:
    """Return what `forms` means, at whatever cost: every encoder on every text."""
    found = newest = {secret.encode()}
    for _ in range(DEPTH):
        newest = {made for raw in newest for spell in ENCODERS.values() for made in spell(raw)}
        found = found | newest
    return found


def overwritten(data: bytes, wanted: Iterable[bytes]) -> bytes:
    """Return the data with each place of each form overwritten, looked for one by one."""
    changed = bytearray(data)
    for form in wanted:
        at = data.find(form)
        while at >= 0:
            changed[at : at + len(form)] = IN_ITS_PLACE * len(form)
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
def test_no_form_is_left_out_for_speed(secret: str) -> None:
    assert set(forms(secret)) == every_form(secret)


@settings(deadline=None)
@given(st.data())
def test_exactly_the_forms_are_overwritten_where_they_overlap_and_begin_alike(
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
    ("secrets", "written", "left", "places"),
    [
        (["aaaaaaaab"], b"aaaaaaaaab", b"axxxxxxxxx", [1]),
        (["sesame-open", "me-open-all"], b"a sesame-open-all", b"a xxxxxxxxxxxxxxx", [2, 6]),
        (["sesame-open", "same-open"], b"a sesame-open", b"a xxxxxxxxxxx", [2]),
    ],
    ids=["begins where it seemed to begin", "overlaps another", "lies within another"],
)
def test_a_secret_is_taken_out_wherever_it(
    secrets: list[str], written: bytes, left: bytes, places: list[int]
) -> None:
    redactor = Redactor(secrets)
    assert redactor.rewrite(written) == left
    assert [leak.at for leak in redactor.find(written)] == places


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
    assert Redactor(["7 chars", "eight ch"]).rewrite_text("eight ch") == "xxxxxxxx"
    data = b"nothing is known"
    assert Redactor([]).rewrite(data) is data


def test_forms_stay_few_enough_to_look_for() -> None:
    assert len(forms('pa"ss\\wörd ')) < 2_000
