"""The actions of a front door in an IMAP session: values that the connection performs in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bluebar.mailserver.frontdoor.faults import CloseMode


@dataclass(frozen=True)
class Send:
    """Send bytes to one side.

    Attributes:
        to: the side that gets the bytes.
        by: the origin of the bytes: "passed" if the other side sent the bytes, "door" if the front
            door adds the bytes.
    """

    to: Literal["app", "server"]
    data: bytes
    by: Literal["passed", "door"] = "passed"


@dataclass(frozen=True)
class Pause:
    """Wait before the next action."""

    seconds: float


@dataclass(frozen=True)
class UpgradeToTls:
    """Discard the plain text that is not read yet, send the OK, and start TLS (RFC 9051, 6.2.1)."""

    ok: bytes


@dataclass(frozen=True)
class Close:
    """End the connection."""

    how: CloseMode


Action = Send | Pause | UpgradeToTls | Close


def merge_sends(actions: Iterable[Action]) -> Iterator[Action]:
    """Yield the actions; join consecutive `Send` actions that have the same side and origin.

    A FETCH of thousands of messages would otherwise cost three writes for each message.
    """
    merged: list[Send] = []
    for action in actions:
        if merged and not (
            isinstance(action, Send) and (action.to, action.by) == (merged[0].to, merged[0].by)
        ):
            yield _one_send(merged)
            merged = []
        if isinstance(action, Send):
            merged.append(action)
        else:
            yield action
    if merged:
        yield _one_send(merged)


def _one_send(sends: list[Send]) -> Send:
    return Send(sends[0].to, b"".join(each.data for each in sends), sends[0].by)


def tagged_response(tag: bytes, result: str, text: str) -> Send:
    """Return a tagged response that the door sends itself (RFC 9051, 7.1)."""
    return Send("app", tag + f" {result} {text}\r\n".encode(), "door")


def close_connection(how: CloseMode, text: str) -> Iterator[Action]:
    """Yield the actions that end a connection.

    Args:
        how: the way in which the connection ends; for `CloseMode.BYE`, a BYE is sent first.
        text: the text of the BYE.
    """
    if how is CloseMode.BYE:
        yield Send("app", f"* BYE {text}\r\n".encode(), "door")
    yield Close(how)
