"""The keys of a SEARCH as a tree, evaluated over the answers to its single keys. No I/O.

RFC 9051, 6.4.4.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from bluebar.mailserver.frontdoor.header_search import header_contains
from bluebar.mailserver.frontdoor.imap_string import imap_string


@dataclass(frozen=True)
class Leaf:
    """A single key with its arguments, which the server answers.

    Attributes:
        name: the key in capitals.
        atoms: the arguments that are written as they are.
        texts: the arguments that are strings, in UTF-8.
    """

    name: bytes
    atoms: tuple[bytes, ...] = ()
    texts: tuple[bytes, ...] = ()

    @property
    def command(self) -> bytes:
        """The key as the program of a SEARCH, with non-synchronizing literals."""
        charset = b"" if all(each.isascii() for each in self.texts) else b"CHARSET UTF-8 "
        return charset + b" ".join((self.name, *self.atoms, *map(imap_string, self.texts)))


ALL = Leaf(b"ALL")


@dataclass(frozen=True)
class Numbers:
    """A set of sequence numbers or UIDs, which the door evaluates itself."""

    ranges: bytes
    are_uids: bool


@dataclass(frozen=True)
class Size:
    """LARGER or SMALLER, which the door evaluates itself."""

    is_larger: bool
    than: int


@dataclass(frozen=True)
class InHeader:
    """A text in a field of the header, which the door evaluates itself.

    GreenMail compares the text of FROM, TO, CC and BCC with whole addresses, and decodes no encoded
    words for HEADER.

    Attributes:
        field: the name of the field in small letters; empty for any field.
        text: the text in UTF-8.
    """

    field: bytes
    text: bytes


@dataclass(frozen=True)
class Not:
    """The messages that a key does not match."""

    key: "Key"


@dataclass(frozen=True)
class Or:
    """The messages that one of two keys matches."""

    first: "Key"
    second: "Key"


@dataclass(frozen=True)
class And:
    """The messages that all keys match."""

    keys: tuple["Key", ...]


Key = Leaf | Numbers | Size | InHeader | Not | Or | And


@dataclass
class Answers:
    """What the server has answered about the selected mailbox.

    Attributes:
        found: the numbers that each single key has found, UIDs for UID SEARCH.
        numbers: the sequence number of each message.
        uids: the UID of each message, in the order of `numbers`.
        sizes: the size of each message, in the order of `numbers`.
        headers: the header of each message, in the order of `numbers`.
    """

    found: dict[Leaf, list[int]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    uids: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    headers: list[bytes] = field(default_factory=list)


def keys_in(key: Key) -> Iterator[Key]:
    """Yield a key and every key inside it."""
    yield key
    match key:
        case Not(key=inner):
            yield from keys_in(inner)
        case Or(first=first, second=second):
            yield from keys_in(first)
            yield from keys_in(second)
        case And(keys=keys):
            for each in keys:
                yield from keys_in(each)
        case Leaf() | Numbers() | Size() | InHeader():
            pass
        case _:
            assert_never(key)


def evaluate(key: Key, answers: Answers, *, by_uid: bool) -> set[int]:
    """Return the numbers of the messages that a key matches: UIDs or sequence numbers."""
    messages = answers.uids if by_uid else answers.numbers
    match key:
        case Leaf():
            return set(answers.found[key])
        case Numbers(ranges=ranges, are_uids=are_uids):
            named = answers.uids if are_uids else answers.numbers
            chosen = _members(ranges, named)
            return {each for each, name in zip(messages, named, strict=True) if name in chosen}
        case Size(is_larger=is_larger, than=than):
            sizes = zip(messages, answers.sizes, strict=True)
            return {each for each, size in sizes if (size > than if is_larger else size < than)}
        case InHeader(field=name, text=text):
            headers = zip(messages, answers.headers, strict=True)
            return {each for each, header in headers if header_contains(header, name, text)}
        case Not(key=inner):
            return set(messages) - evaluate(inner, answers, by_uid=by_uid)
        case Or(first=first, second=second):
            return evaluate(first, answers, by_uid=by_uid) | evaluate(
                second, answers, by_uid=by_uid
            )
        case And(keys=keys):
            return set.intersection(*(evaluate(each, answers, by_uid=by_uid) for each in keys))
        case _:
            assert_never(key)


def _members(ranges: bytes, named: list[int]) -> set[int]:
    """Return the numbers that are in a set; `*` is the largest number (RFC 9051, 9: seq-number)."""
    found: set[int] = set()
    largest = max(named, default=0)
    for each in ranges.split(b","):
        ends = [largest if end == b"*" else int(end) for end in each.split(b":")]
        found.update(number for number in named if min(ends) <= number <= max(ends))
    return found


def listed(numbers: set[int]) -> bytes:
    """Return the untagged response that lists numbers."""
    return b"* SEARCH" + b"".join(b" %d" % each for each in sorted(numbers)) + b"\r\n"
