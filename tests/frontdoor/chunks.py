"""Cut bytes at any place, as a network does."""

from itertools import pairwise

from hypothesis import strategies as st


def chunked(data: bytes, cuts: list[int]) -> list[bytes]:
    """Return the data cut at these places, each taken modulo its length."""
    edges = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    return [data[a:b] for a, b in pairwise(edges)]


CUTS = st.lists(st.integers(0, 5000), max_size=15)
