"""Parse the addresses of a header; a malformed member of the list does not affect the others.

Python's `getaddresses` is not used: for a malformed list its result depends on the build of Python,
and some builds return an empty list for one malformed member.
"""

import unicodedata
from collections.abc import Iterator

ENDS = frozenset(",;")
SPECIAL = frozenset('()<>[]:;@\\,"')
"""The specials, which an address contains only as delimiters (RFC 5322, 3.2.3)."""


def parse_addresses(value: str) -> Iterator[tuple[str, str]]:
    """Yield name and address of each member that has an address."""
    for member in _members(value):
        name, inside = _parts(member)
        if address := _address(inside):
            yield name, address


def _members(value: str) -> Iterator[list[str]]:
    """Yield members as pieces: a quoted string, a space for a comment, or one character."""
    partners = _partners(value)
    member: list[str] = []
    at = 0
    while at < len(value):
        begins, at = at, partners.get(at, at) + 1
        is_comment = value[begins] == "(" and at - begins > 1
        piece = " " if is_comment else value[begins:at]
        if piece in ENDS:
            yield member
        if piece in ENDS or piece == ":":  # a colon ends the name of a group
            member = []
        else:
            member.append(piece)
    yield member


def _partners(value: str) -> dict[int, int]:
    """Return the end of the quoted string or comment that can begin at each index."""
    partners: dict[int, int] = {}
    comments: list[int] = []
    quote: int | None = None
    is_escaped = False
    for at, letter in enumerate(value):
        if is_escaped:
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        elif letter == "(":
            comments.append(at)
        elif letter == ")" and comments:
            partners[comments.pop()] = at
        elif letter == '"':
            if quote is not None:
                partners[quote] = at
            quote = at
    return partners


def _parts(member: list[str]) -> tuple[str, list[str]]:
    """Return the name, and the pieces of the address."""
    opened: int | None = None
    pair: tuple[int, int] | None = None
    for at, piece in enumerate(member):
        if piece == "<":
            opened = at
        elif piece == ">" and opened is not None:
            pair, opened = (opened, at), None
    if pair is None:
        return "", member
    return "".join(map(_unquoted, member[: pair[0]])).strip(), member[pair[0] + 1 : pair[1]]


def _unquoted(piece: str) -> str:
    if len(piece) == 1:
        return piece
    letters = iter(piece[1:-1])
    return "".join(next(letters, "") if letter == "\\" else letter for letter in letters)


def _address(pieces: list[str]) -> str:
    """Return the address that these pieces form, or empty."""
    if pieces.count("@") != 1:
        return ""
    at = pieces.index("@")
    local, domain = _stripped(pieces[:at]), _stripped(pieces[at + 1 :])
    is_quoted = len(local) == 1 and len(local[0]) > 1
    if not (is_quoted or _is_plain(local)) or not _is_plain(domain):
        return ""
    return "".join([*local, "@", *domain])


def _stripped(pieces: list[str]) -> list[str]:
    there = [at for at, piece in enumerate(pieces) if not piece.isspace()]
    return pieces[there[0] : there[-1] + 1] if there else []


def _is_plain(pieces: list[str]) -> bool:
    return bool(pieces) and not any(
        len(piece) > 1 or piece in SPECIAL or piece.isspace() or unicodedata.category(piece) == "Cc"
        for piece in pieces
    )
