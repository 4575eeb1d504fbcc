"""Parse the list of addresses in a header field, e.g. in To.

A malformed member of the list does not affect the other members.

Python's `getaddresses` is not used: for a malformed list its result depends on the build of Python,
and some builds return an empty list for one malformed member.
"""

import unicodedata
from collections.abc import Iterator

ENDS = frozenset(",;")
SPECIAL = frozenset('()<>[]:;@\\,"')
"""Special characters (RFC 5322, 3.2.3).

Outside quoted strings and comments, they are only delimiters in an address."""


def parse_addresses(value: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each member of the list that has a valid address.

    The name is empty if the member has no name.
    """
    for member in _members(value):
        name, inside = _parts(member)
        if address := _address(inside):
            yield name, address


def _members(value: str) -> Iterator[list[str]]:
    """Split the list at its commas and semicolons; yield each member as a list of pieces.

    A piece is a quoted string with its quotes, a space in the place of a comment, or one other
    character.
    """
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
    """Find the quoted strings and comments.

    Returns:
        The index of each opening quote or parenthesis, with the index of its closing partner.
    """
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
    """Return the name of a member, and the pieces of its address: within <>, or all pieces."""
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
    """Return the address that these pieces form, or an empty text if they form no valid address."""
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
