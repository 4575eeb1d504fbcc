"""Two parsers that share no code follow the definition of an address in docs/counting.md."""

from email import utils

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bluebar.app import counting, header_decoding
from bluebar.app.address_parsing import parse_addresses
from bluebar.fixtures.mime.header_addresses import addresses_in

MEANT = {
    "hal@x.test": ["hal@x.test"],
    "Gina <gina@x.test>, hal@x.test": ["gina@x.test", "hal@x.test"],
    # A malformed member between two valid ones.
    "g@x.test, a@b.test <c@d.test>, h@x.test": ["g@x.test", "c@d.test", "h@x.test"],
    "g@x.test, <a@b.test> <c@d.test>, h@x.test": ["g@x.test", "c@d.test", "h@x.test"],
    "g@x.test, a@b.test <a@b.test> (away), h@x.test": ["g@x.test", "a@b.test", "h@x.test"],
    "g@x.test, , h@x.test,": ["g@x.test", "h@x.test"],
    "g@x.test; h@x.test;": ["g@x.test", "h@x.test"],
    "g@x.test, all of you, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, <>, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, (null)<>, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, a@b@c.test, @c.test, a@, @, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, a b@x.test, a@b.test c, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, a@[1.2.3.4], [a] <b@x.test>, h@x.test": ["g@x.test", "b@x.test", "h@x.test"],
    "g@x.test, Ana <a@x.test, h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test, Ana <a@x.test, Hal <h@x.test>": ["g@x.test", "h@x.test"],
    'g@x.test, Ana "Ann <a@x.test>, h@x.test': ["g@x.test", "a@x.test", "h@x.test"],
    "g@x.test, Ana :-( <a@x.test>, h@x.test": ["g@x.test", "a@x.test", "h@x.test"],
    "g@x.test (G, of (all) X), h@x.test": ["g@x.test", "h@x.test"],
    "nobody:;, g@x.test, Friends: h@x.test, i@x.test;": ["g@x.test", "h@x.test", "i@x.test"],
    "g@x.test, a@b.test: c@d.test;, h@x.test": ["g@x.test", "c@d.test", "h@x.test"],
    "=?utf-8?Q?Laroche,_Alice?= <a@x.test>, h@x.test": ["a@x.test", "h@x.test"],
    # Unusual but valid.
    '"Laroche, Alice" <a@x.test>, "b@y.test" <c@x.test>': ["a@x.test", "c@x.test"],
    r'"a \"b\", c" <a@x.test>, "\\" <b@x.test>': ["a@x.test", "b@x.test"],
    '"a@b, c"@x.test, h@x.test': ['"a@b, c"@x.test', "h@x.test"],
    "(to) g (x) @ (y) x.test (\\) of), h@x.test": ["g@x.test", "h@x.test"],
    "g@x.test,\r\n\th@x.test": ["g@x.test", "h@x.test"],
    "ana..b@x.test, z\u00f6e@b\u00fccher.test": ["ana..b@x.test", "z\u00f6e@b\u00fccher.test"],
    "": [],
}


@pytest.mark.parametrize("value", MEANT)
def test_both_parsers_find_the_addresses_meant(value: str) -> None:
    assert [address for _, address in parse_addresses(value)] == MEANT[value]
    assert list(addresses_in(value)) == MEANT[value]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Ana <a@x.test>", "Ana"),
        (r'"Laroche, \"Ann\"" <a@x.test>', 'Laroche, "Ann"'),
        ("Ana (away) B. <a@x.test>", "Ana   B."),
        ("a@b.test <a@x.test>", "a@b.test"),
        ("a@x.test", ""),
    ],
)
def test_a_name_is_the_text_before_the_brackets(value: str, name: str) -> None:
    assert list(parse_addresses(value)) == [(name, "a@x.test")]


WILD = st.lists(
    st.sampled_from([*'()<>[]:;@\\,"', " ", "\t", "\r\n ", "\0", "a@b.test", "<c@d.test>", "a",
                     "=?utf-8?Q?a=2C?=", "\u00a0", "\x85", "\u00f6", "\ufffd"])
    | st.text(max_size=3),
    max_size=40,
).map("".join)  # fmt: skip


@given(WILD)
@example('"a""@x.test')
@example('"a""b"@x.test')
@example('(")(" <a@x.test>')
def test_both_parsers_agree_on_any_header(value: str) -> None:
    assert [address for _, address in parse_addresses(value)] == list(addresses_in(value))


NO_PARTNER_FOR_OTHERS = st.lists(
    st.sampled_from([*"<>[]@.", " ", "a", "a@b.test", "<c@d.test>", "\0", "\u00f6", "(a, b)",
                     '"a; b"', "friends:"]),
    max_size=12,
).map("".join)  # fmt: skip
"""Text without a quote or parenthesis that could be the partner of one in another member."""


@given(odd=st.lists(NO_PARTNER_FOR_OTHERS, min_size=1), ends=st.sampled_from(",;"))
@example(odd=['"', "("], ends=",")
def test_a_malformed_member_does_not_remove_a_valid_one(odd: list[str], ends: str) -> None:
    good = [f"good{number}@x.test" for number in range(len(odd) + 1)]
    listed = [each for pair in zip(good, odd, strict=False) for each in pair] + good[-1:]
    value = f"{ends} ".join(listed)
    for found in ([address for _, address in parse_addresses(value)], list(addresses_in(value))):
        assert [address for address in found if address in good] == good


@given(WILD)
def test_the_app_does_not_depend_on_pythons_parser_of_address_lists(value: str) -> None:
    """Builds of Python differ in that parser."""
    header = header_decoding.read_header(f"To: g@x.test, {value}\r\n".encode(errors="replace"))
    counted = counting.contacts(header.parsed, ())
    with pytest.MonkeyPatch.context() as patch:
        for name in ("getaddresses", "parseaddr", "_AddressList"):
            patch.delattr(utils, name, raising=False)
        assert counting.contacts(header.parsed, ()) == counted


@pytest.mark.parametrize("one", ['"', "(", ")", "<", "\\", ",", "@", '"(', '("', "(<"])
def test_a_long_header_of_one_character_is_parsed_quickly(one: str) -> None:
    """A parser that searches for a partner from each index would take hours."""
    value = one * 200_000
    assert not list(parse_addresses(value))
    assert not addresses_in(value)
