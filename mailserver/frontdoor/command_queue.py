"""The commands that the server has not answered yet: the app's, and the door's own. No I/O.

A door sends the server commands of its own, whose answers the app must not get. A server answers
commands in the order in which they came, so the first command in the queue is the one to which
untagged responses belong.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bluebar.mailserver.frontdoor.actions import Action
from bluebar.mailserver.frontdoor.lexer import Token

OWN_TAG = b"door."
"""The beginning of the tags of the door's own commands."""


class OwnCommand(Protocol):
    """A command that the door itself has sent; its answer does not reach the app."""

    def takes(self, line: bytes) -> bool:
        """Return whether an untagged response with this first line answers the command."""

    def take(self, token: Token) -> None:
        """Take a token of a response that `takes` accepted."""

    def finish(self, result: bytes, text: bytes) -> Iterator[Action]:
        """Yield the actions that follow the tagged response.

        Args:
            result: OK, NO or BAD.
            text: the text after the result.
        """


class FetchValues(Protocol):
    """Values that the door adds to the responses of an app's FETCH."""

    def add_to(self, line: bytes) -> bytes:
        """Return the first line of a FETCH response with the values added."""


@dataclass(frozen=True)
class PendingCommand:
    """A command without an answer yet.

    Attributes:
        tag: the tag of the command.
        name: the name in capitals; empty for a command of the door.
        own: the command of the door; None for a command of the app.
        values: the values that the door adds to the responses; None if there are none.
    """

    tag: bytes
    name: bytes
    own: OwnCommand | None = None
    values: FetchValues | None = None


class CommandQueue:
    """The commands of one connection that the server has not answered yet.

    Attributes:
        is_greeted: whether the greeting has come.
        is_logged_in: whether a login has succeeded.
        is_selected: whether a mailbox is selected.
    """

    def __init__(self) -> None:
        self.is_greeted = self.is_logged_in = self.is_selected = False
        self._pending: deque[PendingCommand] = deque()
        self._own_commands = 0

    @property
    def first(self) -> PendingCommand | None:
        """The command that the server answers at this moment."""
        return self._pending[0] if self._pending else None

    def add(self, tag: bytes, name: bytes, values: FetchValues | None = None) -> None:
        """Note that a command of the app is sent to the server."""
        self._pending.append(PendingCommand(tag, name, values=values))

    def add_own(self, own: OwnCommand) -> bytes:
        """Note that the door sends a command; return the command's tag."""
        self._own_commands += 1
        tag = b"%b%d" % (OWN_TAG, self._own_commands)
        self._pending.append(PendingCommand(tag, b"", own=own))
        return tag

    def owner(self, line: bytes) -> OwnCommand | None:
        """Return the front door's own command to which a response belongs; None if there is none.

        Args:
            line: the first line of the response.
        """
        first = self.first
        is_own = first is not None and first.own is not None and line.startswith(b"* ")
        return first.own if first and first.own and is_own and first.own.takes(line) else None

    def answered(self, tag: bytes, result: bytes) -> PendingCommand | None:
        """Note a tagged response; return its command, or None if no command has this tag.

        Earlier commands are removed, too. The answer to an invalid line may have no tag, so no
        other response would remove the line.
        """
        if not any(each.tag == tag for each in self._pending):
            return None
        while (command := self._pending.popleft()).tag != tag:
            pass
        self._note_state(command.name, is_ok=result == b"OK")
        return command

    def _note_state(self, name: bytes, *, is_ok: bool) -> None:
        """Note the state of the connection (RFC 9051, 3) after an answer to a command."""
        if name == b"LOGIN":
            self.is_logged_in |= is_ok
        elif name in (b"SELECT", b"EXAMINE"):
            self.is_selected = is_ok
        elif name == b"CLOSE" and is_ok:
            self.is_selected = False
