"""Lines and literals are cut where the grammar has it, and no byte is lost, at any chunking."""

from hypothesis import given
from hypothesis import strategies as st

from mailserver.frontdoor.grammar import Splitter, Unit, arguments
from mailserver.frontdoor.lines import Lines
from tests.frontdoor.chunks import CUTS, chunked

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


@given(data=BYTES, cuts=CUTS, server=st.booleans())
def test_the_pieces_joined_are_what_was_fed(data: bytes, cuts: list[int], server: bool) -> None:
    lines = Lines(status_has_no_literal=server)
    pieces = [piece for chunk in chunked(data, cuts) for piece in lines.feed(chunk)]
    assert b"".join(piece.data for piece in pieces) + lines.drop() == data


@given(data=BYTES, cuts=CUTS, server=st.booleans())
def test_units_are_the_same_at_any_chunking(data: bytes, cuts: list[int], server: bool) -> None:
    def units(chunks: list[bytes]) -> list[Unit]:
        splitter = Splitter(status_has_no_literal=server, keep=10)
        return [unit for chunk in chunks for unit in splitter.feed(chunk)]

    assert units(chunked(data, cuts)) == units([data])


def test_a_synchronizing_literal_waits_and_the_other_does_not() -> None:
    lines = Lines(status_has_no_literal=False)
    first, second = lines.feed(b"a1 LOGIN {3}\r\n")[0], lines.feed(b"ada {4+}\r\n")[1]
    assert (first.announces, first.waits, first.begins) == (3, True, True)
    assert (second.announces, second.waits, second.begins) == (4, False, False)


def test_a_brace_at_the_end_of_a_status_announces_nothing() -> None:
    lines = Lines(status_has_no_literal=True)
    (piece,) = lines.feed(b"a1 NO that was {12}\r\n")
    assert piece.ends
    assert piece.announces is None


def test_the_arguments_of_a_command_are_read_in_every_form() -> None:
    splitter = Splitter(status_has_no_literal=False, keep=100)
    (unit,) = splitter.feed(b'a1 LOGIN "a \\"d\\\\a" {4}\r\np\xc3\xbc  w\r\n')
    assert arguments(unit) == [b'a "d\\a', b"p\xc3\xbc ", b"w"]
