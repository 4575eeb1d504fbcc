"""Lines and literals are cut where the grammar has it, and no byte is lost, at any chunking."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluebar.mailserver.frontdoor import lexer
from bluebar.mailserver.frontdoor.imap_parser import (
    Splitter,
    Unit,
    arguments,
    tag_and_name,
    verb_of,
)
from bluebar.mailserver.frontdoor.lexer import LONGEST_LINE, Lexer
from tests.frontdoor.chunks import CUTS, chunked

LONGEST = st.sampled_from([LONGEST_LINE, 20])
"""How long a line may be; a small one shows what happens to a long line at any chunking."""

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
def test_the_pieces_joined_are_what_was_fed(
    data: bytes, cuts: list[int], server: bool, longest: int
) -> None:
    lines = Lexer(status_has_no_literal=server)
    with patch.object(lexer, "LONGEST_LINE", longest):
        pieces = [piece for chunk in chunked(data, cuts) for piece in lines.feed(chunk)]
    assert b"".join(piece.data for piece in pieces) + lines.drop() == data


@given(data=BYTES, cuts=CUTS, server=st.booleans(), longest=LONGEST)
def test_units_are_the_same_at_any_chunking(
    data: bytes, cuts: list[int], server: bool, longest: int
) -> None:
    def units(chunks: list[bytes]) -> list[Unit]:
        splitter = Splitter(status_has_no_literal=server, keep=10)
        with patch.object(lexer, "LONGEST_LINE", longest):
            return [unit for chunk in chunks for unit in splitter.feed(chunk)]

    cut, whole = units(chunked(data, cuts)), units([data])
    assert cut == whole
    assert all(len(unit.text) == len(unit.literals) + 1 for unit in whole if not unit.left_out)


@given(mail=st.binary(max_size=200), cuts=CUTS, plus=st.sampled_from([b"", b"+"]))
def test_a_literal_is_told_whole_whatever_is_in_it(
    mail: bytes, cuts: list[int], plus: bytes
) -> None:
    said = b"a1 APPEND x {%d%b}\r\n%b\r\na2 NOOP\r\n" % (len(mail), plus, mail)
    splitter = Splitter(status_has_no_literal=False, keep=500)
    append, noop = [unit for chunk in chunked(said, cuts) for unit in splitter.feed(chunk)]
    assert (append.literals, append.lengths, append.text) == (
        [mail],
        [len(mail)],
        [b"a1 APPEND x ", b""],
    )
    assert noop.text == [b"a2 NOOP"]


def test_a_synchronizing_literal_waits_and_the_other_does_not() -> None:
    lines = Lexer(status_has_no_literal=False)
    first, second = lines.feed(b"a1 LOGIN {3}\r\n")[0], lines.feed(b"ada {4+}\r\n")[1]
    assert (first.announces, first.waits, first.begins) == (3, True, True)
    assert (second.announces, second.waits, second.begins) == (4, False, False)


def test_a_brace_at_the_end_of_a_status_announces_nothing() -> None:
    lines = Lexer(status_has_no_literal=True)
    for said in (b"a1 NO that was {12}\r\n", b"* BYE {5}\r\n", b"+ go on {5}\r\n", b"* ok {5}\n"):
        (piece,) = lines.feed(said)
        assert piece.ends
        assert piece.announces is None


@pytest.mark.parametrize("said", [b'* LIST () "." {5}\r\n', b"* NOTE {5}\r\n"])
def test_a_brace_at_the_end_of_other_responses_announces_a_literal(said: bytes) -> None:
    (piece,) = Lexer(status_has_no_literal=True).feed(said)
    assert piece.announces == 5


def test_the_rest_of_a_long_line_never_begins_a_command() -> None:
    lines = Lexer(status_has_no_literal=False)
    said = b"a1 ID " + b"x" * LONGEST_LINE + b" a2 LOGIN ada {3}\r\n"
    pieces = lines.feed(said + b"a3 \r\na4 NOOP\r\n")
    assert [piece.begins for piece in pieces] == [True, False, False, False, True]
    assert [piece.is_whole for piece in pieces] == [False, False, True, True, True]
    assert pieces[1].announces == 3
    assert pieces[2].is_literal


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
def test_only_a_refused_literal_that_was_waited_for_is_not_coming(
    said: bytes, tag: bytes, is_over: bool
) -> None:
    lines = Lexer(status_has_no_literal=False)
    lines.feed(said)
    assert lines.answered(tag) is is_over
    assert lines.is_in_the_middle is not is_over


def unit_of(said: bytes) -> Unit:
    (unit,) = Splitter(status_has_no_literal=False, keep=100).feed(said)
    return unit


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
def test_the_arguments_of_a_command_are_read_in_every_form(
    said: bytes, words: list[bytes] | None
) -> None:
    assert arguments(unit_of(said)) == words


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
def test_a_command_is_known_by_its_name(said: bytes, tag: bytes, name: bytes) -> None:
    assert tag_and_name(said)[0] == tag
    assert verb_of(said) == name
