"""Answer commands of extensions that the server lacks, in the simplest valid way. No I/O."""

from collections.abc import Iterator
from typing import assert_never

from bluebar.mailserver.frontdoor.actions import Action, Send, tagged_response
from bluebar.mailserver.frontdoor.command_queue import CommandQueue
from bluebar.mailserver.frontdoor.deviations import Extension
from bluebar.mailserver.frontdoor.own_commands import OwnCommandWithoutAnswer

NO_MAILBOX = b'"no mailbox has this name"'


def answer_extension(
    extension: Extension, tag: bytes, queue: CommandQueue, delimiter: str
) -> Iterator[Action]:
    """Yield the actions that answer a command.

    Args:
        extension: the command's extension.
        tag: the tag of the command.
        queue: the queue of commands, which knows the state of the connection.
        delimiter: the character between the levels of a mailbox name.
    """
    if not _is_allowed(extension, queue):
        yield tagged_response(tag, "BAD", f"{extension} is not allowed in this state")
        return
    match extension:
        case Extension.NAMESPACE:
            yield Send("app", f'* NAMESPACE (("" "{delimiter}")) NIL NIL\r\n'.encode(), "door")
        case Extension.ID:
            yield Send("app", b"* ID NIL\r\n", "door")
        case Extension.ENABLE:
            # A server without ENABLE has no capability that a client could enable.
            yield Send("app", b"* ENABLED\r\n", "door")
        case Extension.UNSELECT:
            yield from _unselect(tag, queue)
            return
        case _:
            assert_never(extension)
    yield tagged_response(tag, "OK", f"{extension} completed")


def _is_allowed(extension: Extension, queue: CommandQueue) -> bool:
    """Return whether a command is allowed in the state of the connection (RFC 9051, 3)."""
    match extension:
        case Extension.ID:
            return True
        case Extension.NAMESPACE | Extension.ENABLE:
            return queue.is_logged_in
        case Extension.UNSELECT:
            return queue.is_selected
        case _:
            assert_never(extension)


def _unselect(tag: bytes, queue: CommandQueue) -> Iterator[Action]:
    """Leave the mailbox by an EXAMINE that fails, which expunges nothing (RFC 9051, 6.3.2)."""

    def finish(_result: bytes, _text: bytes) -> Iterator[Action]:
        queue.is_selected = False
        yield tagged_response(tag, "OK", "UNSELECT completed")

    own = OwnCommandWithoutAnswer(finish)
    yield Send("server", queue.add_own(own) + b" EXAMINE " + NO_MAILBOX + b"\r\n")
