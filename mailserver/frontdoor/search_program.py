"""Parse the program of a SEARCH, and evaluate it over the answers to its single keys. No I/O.

RFC 9051, 6.4.4. Any lawful program becomes a tree of single keys, which every server understands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import assert_never

FLAGS = frozenset(
    b"ALL ANSWERED DELETED DRAFT FLAGGED NEW OLD RECENT SEEN UNANSWERED UNDELETED UNDRAFT "
    b"UNFLAGGED UNSEEN".split()
)
TEXTS = frozenset(b"BCC BODY CC FROM SUBJECT TEXT TO".split())
DATES = frozenset(b"BEFORE SENTBEFORE SENTSINCE SINCE".split())
KEYWORDS = frozenset(b"KEYWORD UNKEYWORD".split())
DAYS = {b"ON": (b"SINCE", b"BEFORE"), b"SENTON": (b"SENTSINCE", b"SENTBEFORE")}
"""One day as two keys: GreenMail takes ON for the moment at which the day begins."""

NUMBERS = re.compile(rb"(?:\d+|\*)(?::(?:\d+|\*))?(?:,(?:\d+|\*)(?::(?:\d+|\*))?)*")
DATE = re.compile(rb"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
MONTHS = b"jan feb mar apr may jun jul aug sep oct nov dec".split()
TOKEN = re.compile(rb'"(?:\\.|[^"\\])*"|\0|[()]|[^ ()"\0]+', re.DOTALL)
PLAIN_STRING = re.compile(rb"[ !#-\[\]-~]*")
DEEPEST = 100
"""Maximum number of keys inside each other."""


class NotASearch(ValueError):
    """A program is not in the grammar."""


class UnknownCharset(ValueError):
    """A program names a charset that nobody knows."""


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
        return charset + b" ".join((self.name, *self.atoms, *map(_string, self.texts)))


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


Key = Leaf | Numbers | Size | Not | Or | And


@dataclass
class Answers:
    """What the server has answered about the selected mailbox.

    Attributes:
        found: the numbers that each single key has found, UIDs for UID SEARCH.
        numbers: the sequence number of each message.
        uids: the UID of each message, in the order of `numbers`.
        sizes: the size of each message, in the order of `numbers`.
    """

    found: dict[Leaf, list[int]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    uids: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


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
        case Leaf() | Numbers() | Size():
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


def parse_search(texts: list[bytes], literals: list[bytes]) -> Key:
    """Return the tree of a program.

    Args:
        texts: the program's text, cut at each literal.
        literals: the literals between.

    Raises:
        NotASearch: the program is not in the grammar.
        UnknownCharset: the program's charset is unknown.
    """
    if any(b"\0" in each for each in texts):
        raise NotASearch("a NUL in the program")
    joined = b"\0".join(texts)
    tokens = TOKEN.findall(joined)
    if sum(map(len, tokens)) + joined.count(b" ") < len(joined):
        raise NotASearch("a quoted string without an end")
    return _Parser(tokens, iter(literals)).program()


class _Parser:
    """Parse the tokens of a program."""

    def __init__(self, tokens: list[bytes], literals: Iterator[bytes]) -> None:
        self._tokens = tokens[::-1]
        self._literals = literals
        self._charset = "utf-8"
        self._depth = 0

    def program(self) -> Key:
        if self._tokens and self._tokens[-1].upper() == b"CHARSET":
            self._tokens.pop()
            self._charset = self._string().decode("ascii", "replace")
            self._check_charset()
        keys: list[Key] = []
        while self._tokens:
            keys.append(self._key())
        if not keys:
            raise NotASearch("a key is missing")
        return And(tuple(keys)) if len(keys) > 1 else keys[0]

    def _check_charset(self) -> None:
        try:
            "".encode(self._charset)
        except (LookupError, ValueError) as error:
            raise UnknownCharset(self._charset) from error

    def _next(self) -> bytes:
        if not self._tokens:
            raise NotASearch("an argument is missing")
        return self._tokens.pop()

    def _key(self) -> Key:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotASearch("too many keys inside each other")
        try:
            return self._key_named(self._next().upper())
        finally:
            self._depth -= 1

    def _key_named(self, name: bytes) -> Key:
        if name == b"(":
            return self._group()
        if name == b"NOT":
            return Not(self._key())
        if name == b"OR":
            return Or(self._key(), self._key())
        if name in (b"LARGER", b"SMALLER"):
            return Size(name == b"LARGER", self._number())
        if name == b"UID":
            return Numbers(self._numbers(self._next()), are_uids=True)
        if name in FLAGS:
            return Leaf(name)
        if name in TEXTS:
            return Leaf(name, texts=(self._text(),))
        if name == b"HEADER":
            return Leaf(name, texts=(self._text(), self._text()))
        if name in KEYWORDS:
            return Leaf(name, atoms=(self._next(),))
        if name in DATES:
            return Leaf(name, atoms=(_written(self._date()),))
        if name in DAYS:
            since, before = DAYS[name]
            day = self._date()
            dates = _written(day), _written(day + timedelta(days=1))
            return And((Leaf(since, atoms=dates[:1]), Leaf(before, atoms=dates[1:])))
        return Numbers(self._numbers(name), are_uids=False)

    def _group(self) -> Key:
        keys: list[Key] = []
        while self._tokens and self._tokens[-1] != b")":
            keys.append(self._key())
        if not keys or self._next() != b")":
            raise NotASearch("a parenthesis without its other")
        return And(tuple(keys)) if len(keys) > 1 else keys[0]

    def _string(self) -> bytes:
        token = self._next()
        if token in (b"(", b")"):
            raise NotASearch("a parenthesis in the place of a string")
        if token == b"\0":
            return next(self._literals)
        return re.sub(rb"\\(.)", rb"\1", token[1:-1]) if token.startswith(b'"') else token

    def _text(self) -> bytes:
        """Return a string of the program in UTF-8."""
        raw = self._string()
        if self._charset == "utf-8":
            return raw
        try:
            return raw.decode(self._charset).encode()
        except ValueError as error:
            raise NotASearch(f"a string that is not {self._charset}") from error

    def _number(self) -> int:
        token = self._next()
        if not token.isdigit():
            raise NotASearch("a number is missing")
        return int(token)

    @staticmethod
    def _numbers(token: bytes) -> bytes:
        if not NUMBERS.fullmatch(token):
            raise NotASearch("an unknown key")
        return token

    def _date(self) -> date:
        found = DATE.fullmatch(self._string())
        if found is None or found[2].lower() not in MONTHS:
            raise NotASearch("a date is missing")
        try:
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
        except ValueError as error:
            raise NotASearch("a day that no calendar has") from error


def _written(day: date) -> bytes:
    month = MONTHS[day.month - 1].decode().capitalize()
    return f"{day.day:02}-{month}-{day.year:04}".encode()


def _string(text: bytes) -> bytes:
    """Return a quoted string, or a non-synchronizing literal for any other bytes (RFC 7888)."""
    if PLAIN_STRING.fullmatch(text):
        return b'"' + text + b'"'
    return b"{%d+}\r\n%b" % (len(text), text)


def listed(numbers: set[int]) -> bytes:
    """Return the untagged response that lists numbers."""
    return b"* SEARCH" + b"".join(b" %d" % each for each in sorted(numbers)) + b"\r\n"
