"""Tokens of the lexer and frames of the parser, at any chunking."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor import lexer
from bluebar.mailserver.frontdoor.imap_parser import (
    ImapFrame,
    ImapParser,
    arguments,
    command_name,
    tag_and_name,
)
from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE, Lexer, TokenKind
from tests.frontdoor.chunks import CUTS, chunked

LONGEST = st.sampled_from([LONGEST_LINE, 20])
"""The longest line; the small value tests long lines at any chunking."""

WORDS = st.sampled_from(
    [
        b"a1 LOGIN ada {3}\r\n",
        b"x y",
        b"{5+}\r\n",
        b"\r\n",
        b"\n",
        b"* OK {9}\r\n",
        b"{0}\r\n",
        b"+ ",
    ]
)
BYTES = st.lists(st.one_of(WORDS, st.binary(max_size=20)), max_size=20).map(b"".join)


@given(data=BYTES, cuts=CUTS, server=st.booleans(), longest=LONGEST)
def test_the_tokens_joined_are_the_input(
    data: bytes, cuts: list[int], server: bool, longest: int
) -> None:
    lexing = Lexer(status_has_no_literal=server)
    with patch.object(lexer, "LONGEST_LINE", longest):
        tokens = [token for chunk in chunked(data, cuts) for token in lexing.feed(chunk)]
    assert b"".join(token.data for token in tokens) + lexing.drop() == data


@given(data=BYTES, cuts=CUTS, server=st.booleans(), longest=LONGEST)
def test_frames_are_the_same_at_any_chunking(
    data: bytes, cuts: list[int], server: bool, longest: int
) -> None:
    def frames(chunks: list[bytes]) -> list[ImapFrame]:
        parser = ImapParser(status_has_no_literal=server, keep=10)
        with patch.object(lexer, "LONGEST_LINE", longest):
            return [frame for chunk in chunks for frame in parser.feed(chunk)]

    cut, whole = frames(chunked(data, cuts)), frames([data])
    assert cut == whole
    assert all(
        len(frame.text) == len(frame.literals) + 1 for frame in whole if not frame.bytes_left_out
    )


@given(mail=st.binary(max_size=200), cuts=CUTS, plus=st.sampled_from([b"", b"+"]))
def test_a_literal_is_kept_whole_with_any_bytes(mail: bytes, cuts: list[int], plus: bytes) -> None:
    said = b"a1 APPEND x {%d%b}\r\n%b\r\na2 NOOP\r\n" % (len(mail), plus, mail)
    parser = ImapParser(status_has_no_literal=False, keep=500)
    append, noop = [frame for chunk in chunked(said, cuts) for frame in parser.feed(chunk)]
    assert (append.literals, append.literal_sizes, append.text) == (
        [mail],
        [len(mail)],
        [b"a1 APPEND x ", b""],
    )
    assert noop.text == [b"a2 NOOP"]


def test_only_a_literal_without_plus_is_synchronizing() -> None:
    lexing = Lexer(status_has_no_literal=False)
    first, second = lexing.feed(b"a1 LOGIN {3}\r\n")[0], lexing.feed(b"ada {4+}\r\n")[1]
    assert (first.literal_size, first.is_synchronizing, first.begins) == (3, True, True)
    assert (second.literal_size, second.is_synchronizing, second.begins) == (4, False, False)


def test_a_brace_at_the_end_of_a_status_announces_nothing() -> None:
    lexing = Lexer(status_has_no_literal=True)
    for said in (b"a1 NO that was {12}\r\n", b"* BYE {5}\r\n", b"+ go on {5}\r\n", b"* ok {5}\n"):
        (token,) = lexing.feed(said)
        assert token.ends
        assert token.literal_size is None


@pytest.mark.parametrize("said", [b'* LIST () "." {5}\r\n', b"* NOTE {5}\r\n"])
def test_a_brace_at_the_end_of_other_responses_announces_a_literal(said: bytes) -> None:
    (token,) = Lexer(status_has_no_literal=True).feed(said)
    assert token.literal_size == 5


def test_the_rest_of_a_long_line_never_begins_a_command() -> None:
    lexing = Lexer(status_has_no_literal=False)
    said = b"a1 ID " + b"x" * LONGEST_LINE + b" a2 LOGIN ada {3}\r\n"
    tokens = lexing.feed(said + b"a3 \r\na4 NOOP\r\n")
    assert [token.begins for token in tokens] == [True, False, False, False, True]
    assert [token.kind for token in tokens] == [
        TokenKind.LONG_LINE_START,
        TokenKind.LONG_LINE_REST,
        TokenKind.LITERAL,
        TokenKind.LINE,
        TokenKind.LINE,
    ]
    assert tokens[1].literal_size == 3


@pytest.mark.parametrize(
    ("said", "tag", "is_over"),
    [
        (b"a1 APPEND x {9}\r\n", b"a1", True),
        (b"a1 APPEND x {9}\r\n", b"a2", False),
        (b"a1 APPEND x {9+}\r\n", b"a1", False),
        (b"a1 APPEND x {9}\r\nabc", b"a1", False),
        (b"a1 NOOP", b"a1", False),
    ],
)
def test_only_a_synchronizing_literal_that_was_refused_does_not_follow(
    said: bytes, tag: bytes, is_over: bool
) -> None:
    lexing = Lexer(status_has_no_literal=False)
    lexing.feed(said)
    assert lexing.command_answered(tag) is is_over
    assert lexing.is_incomplete is not is_over


def frame_of(said: bytes) -> ImapFrame:
    (frame,) = ImapParser(status_has_no_literal=False, keep=100).feed(said)
    return frame


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b'a1 LOGIN "a \\"d\\\\a" {4}\r\np\xc3\xbc  w\r\n', [b'a "d\\a', b"p\xc3\xbc ", b"w"]),
        (b"a1 LOGIN {3}\r\na\0b {0+}\r\n\r\n", [b"a\0b", b""]),
        (b'a1 LOGIN "" pass"word  \r\n', [b"", b'pass"word']),
        (b"a1 NOOP\r\n", []),
        (b'a1 LOGIN ada "open\r\n', None),
        (b"a1 LOGIN  open sesame\r\n", None),
        (b'a1 LOGIN "ada""x"\r\n', None),
        (b"a1 LOGIN ada{3}\r\nabc\r\n", None),
        (b"a1 LOGIN a\0b c\r\n", None),
    ],
)
def test_the_arguments_of_a_command_are_parsed_in_every_form(
    said: bytes, words: list[bytes] | None
) -> None:
    assert arguments(frame_of(said)) == words


@pytest.mark.parametrize(
    ("said", "tag", "name"),
    [
        (b"a1 login x y\r\n", b"a1", b"LOGIN"),
        (b"a1\tLOGIN\r\n", b"a1", b"LOGIN"),
        (b'"a LOGIN b c\r\n', b'"a', b"LOGIN"),
        (b"a1 uid fetch 1 FLAGS\r\n", b"a1", b"FETCH"),
        (b"a1 UID LOGIN x y\r\n", b"a1", b"UID?"),
        (b"LOGIN\r\n", b"LOGIN", b""),
        (b"\r\n", b"", b""),
    ],
)
def test_tag_and_name_of_a_command_are_parsed(said: bytes, tag: bytes, name: bytes) -> None:
    assert tag_and_name(said)[0] == tag
    assert command_name(said) == name
