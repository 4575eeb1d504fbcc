"""ENVELOPE as RFC 9051, 7.5.2, has it, from any header."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor.envelope import envelope
from bluebar.mailserver.frontdoor.mail_addresses import GROUP_END, Address, parse_addresses

NSTRING = rb'(?:NIL|"(?:\\["\\]|[^"\\\r\n\x80-\xff])*"|\{LITERAL\})'
ADDRESS = rb"\(%b NIL %b %b\)" % (NSTRING, NSTRING, NSTRING)
ADDRESSES = rb"(?:NIL|\((?:%b)+\))" % ADDRESS
GRAMMAR = re.compile(
    rb"\(%b %b(?: %b){6} %b %b\)" % (NSTRING, NSTRING, ADDRESSES, NSTRING, NSTRING)
)
FIELDS = st.sampled_from([b"From", b"To", b"cc", b"Subject", b"Date", b"Sender", b"Message-ID"])
SPECIALS = st.lists(st.sampled_from([bytes([each]) for each in b'"\\()<>@:;,[] a\xfc'])).map(
    b"".join
)


def without_literals(text: bytes) -> bytes:
    """Replace each literal by a word; the size of each must be right."""
    parts = []
    while found := re.search(rb"\{(\d+)\}\r\n", text):
        parts += [text[: found.start()], b"{LITERAL}"]
        rest = text[found.end() :]
        assert len(rest) >= int(found[1])
        text = rest[int(found[1]) :]
    return b"".join([*parts, text])


def address(name: str | None, mailbox: str, host: str) -> Address:
    return Address(name.encode() if name else None, mailbox.encode(), host.encode())


class TestEnvelope:
    def test_all_fields_are_there_in_their_order(self) -> None:
        header = (
            b"Date: Mon, 7 Feb 1994 21:52:25 -0800\r\nSubject: afternoon\r\n meeting\r\n"
            b"From: Fred <fred@a.test>\r\nSender: s@a.test\r\nReply-To: r@a.test\r\n"
            b"To: t@a.test\r\nCc: c@a.test\r\nBcc: b@a.test\r\n"
            b"In-Reply-To: <1@a>\r\nMessage-Id: <2@a>\r\n\r\n"
        )
        assert envelope(header) == (
            b'("Mon, 7 Feb 1994 21:52:25 -0800" "afternoon meeting" '
            b'(("Fred" NIL "fred" "a.test")) ((NIL NIL "s" "a.test")) ((NIL NIL "r" "a.test")) '
            b'((NIL NIL "t" "a.test")) ((NIL NIL "c" "a.test")) ((NIL NIL "b" "a.test")) '
            b'"<1@a>" "<2@a>")'
        )

    @pytest.mark.parametrize("header", [b"", b"\r\n", b"From:\r\n\r\n", b"From: ,\r\nTo: \r\n\r\n"])
    def test_what_is_missing_or_empty_is_nil(self, header: bytes) -> None:
        assert envelope(header) == b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"

    def test_from_stands_for_a_missing_or_empty_sender(self) -> None:
        found = envelope(b"From: a@b.test\r\nSender:\r\n\r\n")
        assert found.count(b'((NIL NIL "a" "b.test"))') == 3

    def test_raw_bytes_and_long_texts_are_literals(self) -> None:
        assert b" {7}\r\nGr\xc3\xbc\xc3\x9fe " in envelope("Subject: Grüße\r\n\r\n".encode())
        assert b" {900}\r\n" in envelope(b"Subject: " + b"x" * 900 + b"\r\n\r\n")

    def test_encoded_words_stay_as_they_are(self) -> None:
        assert b'"=?utf-8?b?R3LDvMOfZQ==?="' in envelope(b"Subject: =?utf-8?b?R3LDvMOfZQ==?=\r\n")

    def test_a_line_that_is_no_field_and_blanks_before_a_colon_hide_nothing(self) -> None:
        found = envelope(b"no field\r\nFrom : a@b.test\r\nSubject\t: hi\r\n\r\n")
        assert found.startswith(b'(NIL "hi" ((NIL NIL "a" "b.test"))')

    def test_of_two_subjects_the_first_counts_and_of_two_froms_both(self) -> None:
        found = envelope(b"Subject: 1\r\nSubject: 2\r\nFrom: a@b.test\r\nFrom: c@d.test\r\n\r\n")
        assert found.startswith(b'(NIL "1" ((NIL NIL "a" "b.test")(NIL NIL "c" "d.test"))')

    @given(fields=st.lists(st.tuples(FIELDS, st.one_of(SPECIALS, st.binary(max_size=60)))))
    def test_any_header_has_an_envelope_of_the_grammar(
        self, fields: list[tuple[bytes, bytes]]
    ) -> None:
        header = b"".join(name + b": " + value + b"\r\n" for name, value in fields) + b"\r\n"
        assert GRAMMAR.fullmatch(without_literals(envelope(header)))

    @given(header=st.binary(max_size=300))
    def test_any_bytes_have_an_envelope_of_the_grammar(self, header: bytes) -> None:
        assert GRAMMAR.fullmatch(without_literals(envelope(header)))


class TestAddresses:
    @pytest.mark.parametrize(
        ("value", "found"),
        [
            (b"a@b.test", [address(None, "a", "b.test")]),
            (b"<a@b.test>", [address(None, "a", "b.test")]),
            (b'"Half, Other" <a@b.test>', [address("Half, Other", "a", "b.test")]),
            (b'Say "hi"  you <a@b.test>', [address("Say hi you", "a", "b.test")]),
            (b"a@b.test (Ada (of it) L.)", [address("Ada (of it) L.", "a", "b.test")]),
            (b'"a b"@c.test', [address(None, "a b", "c.test")]),
            (b"<@x.test,@y.test:a@b.test>", [address(None, "a", "b.test")]),
            (b"a@[127.0.0.1]", [address(None, "a", "[127.0.0.1]")]),
            (b"a . b @ c . test", [address(None, "a.b", "c.test")]),
            (b"x@y.test <a@b.test>", [address("x@y.test", "a", "b.test")]),
            (
                b"a@b.test,, c@d.test; e@f.test",
                [
                    address(None, "a", "b.test"),
                    address(None, "c", "d.test"),
                    address(None, "e", "f.test"),
                ],
            ),
            (
                b"Mail Delivery Subsystem",
                [address(None, "Mail Delivery Subsystem", "MISSING_DOMAIN")],
            ),
            (b"postmaster", [address(None, "postmaster", "MISSING_DOMAIN")]),
            (b"Nobody <>", [address("Nobody", "MISSING_MAILBOX", "MISSING_DOMAIN")]),
            (b"", []),
            (b" , ;", []),
        ],
    )
    def test_each_address_is_found(self, value: bytes, found: list[Address]) -> None:
        assert parse_addresses(value) == found

    def test_a_group_has_a_begin_and_an_end(self) -> None:
        value = b'Freunde: Ada <a@x.test>, "Other, Half" <b@x.test>;, c@x.test'
        assert parse_addresses(value) == [
            Address(None, b"Freunde", None),
            address("Ada", "a", "x.test"),
            address("Other, Half", "b", "x.test"),
            GROUP_END,
            address(None, "c", "x.test"),
        ]

    @pytest.mark.parametrize("value", [b"undisclosed-recipients:;", b"undisclosed-recipients:"])
    def test_an_empty_group_has_an_end_too(self, value: bytes) -> None:
        begin = Address(None, b"undisclosed-recipients", None)
        assert parse_addresses(value) == [begin, GROUP_END]
