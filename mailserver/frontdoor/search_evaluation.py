"""Answer a SEARCH in the place of a server that refuses valid search programs. No I/O.

A program is the list of keys in a SEARCH (RFC 9051, 9: search-program). The door sends the server
one SEARCH for each single key of the program, and combines the answers.
"""

from collections.abc import Iterator

from bluebar.mailserver.frontdoor.actions import Action, Send, tagged_response
from bluebar.mailserver.frontdoor.command_queue import CommandQueue, OwnCommand
from bluebar.mailserver.frontdoor.imap_parser import ImapFrame, tag_and_name
from bluebar.mailserver.frontdoor.own_commands import FetchedMessage, OwnFetch, OwnSearch
from bluebar.mailserver.frontdoor.search_keys import (
    ALL,
    Answers,
    InHeader,
    Key,
    Leaf,
    Not,
    Numbers,
    Size,
    evaluate,
    keys_in,
    listed,
)
from bluebar.mailserver.frontdoor.search_parser import NotASearch, UnknownCharset, parse_search


def answer_search(frame: ImapFrame, queue: CommandQueue) -> Iterator[Action]:
    """Yield the actions that answer a SEARCH or UID SEARCH.

    Args:
        frame: the whole command.
        queue: the queue of commands, into which the door's own commands go.
    """
    tag, name, program = tag_and_name(frame.text[0])
    by_uid = name == b"UID"
    if by_uid:
        program = tag_and_name(b"- " + program)[2]
    try:
        key = parse_search([program, *frame.text[1:]], frame.literals)
    except UnknownCharset:
        yield tagged_response(tag, "NO", "[BADCHARSET (UTF-8)] Unknown charset")
    except NotASearch as error:
        yield tagged_response(tag, "BAD", f"Error in SEARCH: {error}")
    else:
        yield from SearchEvaluation(tag, key, by_uid=by_uid).begin(queue)


class SearchEvaluation:
    """One SEARCH whose answer the door puts together.

    Args:
        tag: the tag of the app's command.
        key: the program.
        by_uid: whether the command is UID SEARCH.
    """

    def __init__(self, tag: bytes, key: Key, *, by_uid: bool) -> None:
        self._tag = tag
        self._key = key
        self._by_uid = by_uid
        self._answers = Answers()
        self._left = 0  # own commands that are not answered
        self._refusal: tuple[bytes, bytes] | None = None

    def begin(self, queue: CommandQueue) -> Iterator[Action]:
        """Yield the actions that send the door's own commands."""
        keys = list(keys_in(self._key))
        search = b"UID SEARCH " if self._by_uid else b"SEARCH "
        commands: list[tuple[OwnCommand, bytes]] = []
        for leaf in dict.fromkeys(each for each in keys if isinstance(each, Leaf)):
            commands.append((self._search(leaf), search + leaf.command))
        with_body = any(isinstance(each, Size | InHeader) for each in keys)
        of_uids = any(isinstance(each, Numbers) and each.are_uids for each in keys)
        if with_body or (of_uids and not self._by_uid):
            fetch = OwnFetch(self._take_message, self._finish, with_body=with_body)
            commands.append((fetch, b"FETCH 1:* " + fetch.items))
        elif any(isinstance(each, Not | Numbers) for each in keys):
            own = OwnSearch(self._take_all, self._finish)
            commands.append((own, search + ALL.command))
        self._left = len(commands)
        for own_command, text in commands:
            yield Send("server", queue.add_own(own_command) + b" " + text + b"\r\n")

    def _search(self, leaf: Leaf) -> OwnSearch:
        self._answers.found[leaf] = []

        def take(numbers: list[int]) -> None:
            self._answers.found[leaf] += numbers

        return OwnSearch(take, self._finish)

    def _take_all(self, found: list[int]) -> None:
        """Take the number of every message, in the order of the mailbox."""
        found = sorted(found)
        self._answers.numbers = list(range(1, len(found) + 1))
        self._answers.uids = found

    def _take_message(self, message: FetchedMessage) -> None:
        self._answers.numbers.append(message.number)
        self._answers.uids.append(message.uid)
        self._answers.sizes.append(message.size)
        self._answers.headers.append(message.header)

    def _finish(self, result: bytes, text: bytes) -> Iterator[Action]:
        self._left -= 1
        if result != b"OK" and self._refusal is None:
            self._refusal = result, text
        if self._left:
            return
        if self._refusal is not None:
            yield Send("app", self._tag + b" " + b" ".join(self._refusal) + b"\r\n", "door")
            return
        found = evaluate(self._key, self._answers, by_uid=self._by_uid)
        yield Send("app", listed(found), "door")
        yield tagged_response(self._tag, "OK", "SEARCH completed")
