"""The commands that a door itself sends to the server, and the content of their answers. No I/O."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bluebar.mailserver.frontdoor.actions import Action
from bluebar.mailserver.frontdoor.lexer import Token, TokenKind

LONGEST_HEADER = 1_048_576
"""Maximum number of bytes of a message's header that the door reads."""

MESSAGE = re.compile(rb"\A\* (\d+) FETCH \(", re.IGNORECASE)
MESSAGE_WITH_BODY = re.compile(rb"\A\* \d+ FETCH \([^\"]*\bBODY\[\] ", re.IGNORECASE)
MESSAGE_WITH_UID = re.compile(rb"\A\* \d+ FETCH \(UID \d+\)\r?\n\Z", re.IGNORECASE)
UID = re.compile(rb"[( ]UID (\d+)", re.IGNORECASE)
SEARCHED = re.compile(rb"\A\* SEARCH\b", re.IGNORECASE)
END_OF_HEADER = re.compile(rb"\A\r?\n|\n\r?\n")

Finish = Callable[[bytes, bytes], Iterator[Action]]
"""A function of a tagged response's result and text; returns the actions that follow."""


@dataclass(frozen=True)
class FetchedMessage:
    """A message of the selected mailbox.

    Attributes:
        number: the sequence number.
        uid: the UID.
        size: the number of bytes of BODY[].
        header: the header, with the empty line at its end.
    """

    number: int
    uid: int
    size: int = 0
    header: bytes = b""


class OwnFetch:
    """A FETCH of UID, or of UID and BODY[], without setting flags.

    Args:
        take_message: a function that gets each message.
        finish: a function that is called with the tagged response.
        with_body: whether the command fetches BODY[].
    """

    def __init__(
        self, take_message: Callable[[FetchedMessage], None], finish: Finish, *, with_body: bool
    ) -> None:
        self.items = b"(UID BODY.PEEK[])" if with_body else b"(UID)"
        self.finish = finish
        self._take_message = take_message
        self._pattern = MESSAGE_WITH_BODY if with_body else MESSAGE_WITH_UID
        self._text = b""  # of the response that has begun, without literals
        self._size = 0
        self._header = bytearray()
        self._is_in_header = False

    def takes(self, line: bytes) -> bool:
        """Return whether a FETCH response answers this command; others report changed flags."""
        return self._pattern.match(line) is not None

    def take(self, token: Token) -> None:
        """Take a token of a response."""
        if token.kind is TokenKind.LITERAL:
            self._take_literal(token.data)
            return
        self._text = token.data if token.begins else self._text + token.data
        if token.literal_size is not None:
            self._size, self._is_in_header = token.literal_size, True
            self._header.clear()
        if token.ends:
            self._end()

    def _take_literal(self, data: bytes) -> None:
        if self._is_in_header:
            at = max(len(self._header) - 3, 0)
            self._header += data
            if end := END_OF_HEADER.search(self._header, at):
                del self._header[end.end() :]
            self._is_in_header = end is None and len(self._header) < LONGEST_HEADER

    def _end(self) -> None:
        number, uid = MESSAGE.match(self._text), UID.search(self._text)
        if number and uid:
            header = bytes(self._header)
            self._take_message(FetchedMessage(int(number[1]), int(uid[1]), self._size, header))


class OwnSearch:
    """A SEARCH.

    Args:
        take_numbers: a function that gets the numbers that were found, in the server's order.
        finish: a function that is called with the tagged response.
    """

    def __init__(self, take_numbers: Callable[[list[int]], None], finish: Finish) -> None:
        self.finish = finish
        self._take_numbers = take_numbers
        self._text = bytearray()

    @staticmethod
    def takes(line: bytes) -> bool:
        """Return whether a response lists numbers that were found."""
        return SEARCHED.match(line) is not None

    def take(self, token: Token) -> None:
        """Take a token of a response, which can be longer than one token."""
        self._text += token.data
        if token.ends:
            self._take_numbers([int(each) for each in self._text.split()[2:] if each.isdigit()])
            self._text.clear()


class OwnCommandWithoutAnswer:
    """A command whose untagged responses the app may get.

    Args:
        finish: a function that is called with the tagged response.
    """

    def __init__(self, finish: Finish) -> None:
        self.finish = finish

    @staticmethod
    def takes(_line: bytes) -> bool:
        """Return False: the app gets every untagged response."""
        return False

    @staticmethod
    def take(_token: Token) -> None:
        """Do nothing: `takes` accepts no response."""


def nothing(_result: bytes, _text: bytes) -> Iterator[Action]:
    """Yield no action after a tagged response."""
    return iter(())
