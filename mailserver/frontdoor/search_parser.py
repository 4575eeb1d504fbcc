"""Parse the program of a SEARCH into a tree of keys. No I/O.

RFC 9051, 6.4.4; a program is the list of keys in a SEARCH. A valid program in any spelling becomes
keys that every server understands.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bluebar.mailserver.frontdoor.search_keys import (
    And,
    InHeader,
    Key,
    Leaf,
    Not,
    Numbers,
    Or,
    Size,
)

FLAGS = frozenset(
    b"ALL ANSWERED DELETED DRAFT FLAGGED NEW OLD RECENT SEEN UNANSWERED UNDELETED UNDRAFT "
    b"UNFLAGGED UNSEEN".split()
)
ADDRESSES = frozenset(b"BCC CC FROM TO".split())
TEXTS = ADDRESSES | frozenset(b"BODY HEADER SUBJECT TEXT".split())
DATES = frozenset(b"BEFORE SENTBEFORE SENTSINCE SINCE".split())
KEYWORDS = frozenset(b"KEYWORD UNKEYWORD".split())
DAYS = {b"ON": (b"SINCE", b"BEFORE"), b"SENTON": (b"SENTSINCE", b"SENTBEFORE")}
"""One day as two keys, because GreenMail understands ON as the moment at which the day begins."""

NUMBERS = re.compile(rb"(?:\d+|\*)(?::(?:\d+|\*))?(?:,(?:\d+|\*)(?::(?:\d+|\*))?)*")
DATE = re.compile(rb"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
MONTHS = b"jan feb mar apr may jun jul aug sep oct nov dec".split()
TOKEN = re.compile(rb'"(?:\\.|[^"\\])*"|\0|[()]|[^ ()"\0]+', re.DOTALL)
LAST_DAY = date.max - timedelta(days=1)
DEEPEST = 100
"""Maximum depth of nested keys."""


class NotASearch(ValueError):
    """A program is not in the grammar."""


class UnknownCharset(ValueError):
    """A program names an unknown charset."""


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
            raise NotASearch("keys are nested too deeply")
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
            return self._key_of_text(name)
        if name in KEYWORDS:
            return Leaf(name, atoms=(self._next(),))
        if name in DATES:
            return Leaf(name, atoms=(_written(self._date()),))
        if name in DAYS:
            since, before = DAYS[name]
            day = self._date()
            dates = _written(day), _written(min(day, LAST_DAY) + timedelta(days=1))
            return And((Leaf(since, atoms=dates[:1]), Leaf(before, atoms=dates[1:])))
        return Numbers(self._numbers(name), are_uids=False)

    def _key_of_text(self, name: bytes) -> Key:
        if name == b"HEADER":
            return InHeader(self._text().lower(), self._text())
        text = self._text()
        if name in ADDRESSES:
            return InHeader(name.lower(), text)
        in_text = Leaf(name, texts=(text,))
        # GreenMail searches TEXT in a few fields only.
        return Or(in_text, InHeader(b"", text)) if name == b"TEXT" else in_text

    def _group(self) -> Key:
        keys: list[Key] = []
        while self._tokens and self._tokens[-1] != b")":
            keys.append(self._key())
        if not keys or self._next() != b")":
            raise NotASearch("an unmatched parenthesis")
        return And(tuple(keys)) if len(keys) > 1 else keys[0]

    def _string(self) -> bytes:
        token = self._next()
        if token in (b"(", b")"):
            raise NotASearch("a parenthesis instead of a string")
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
            raise NotASearch("a day that does not exist") from error


def _written(day: date) -> bytes:
    month = MONTHS[day.month - 1].decode().capitalize()
    return f"{day.day:02}-{month}-{day.year:04}".encode()
