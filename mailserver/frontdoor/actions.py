"""What a front door does next in a conversation: plain values, done in order by the relay."""

from dataclasses import dataclass
from typing import Literal

from bluebar.mailserver.frontdoor.faults import CloseMode


@dataclass(frozen=True)
class Send:
    """Send bytes to one side.

    Attributes:
        by: who says it: the other side, or the door in its place.
    """

    to: Literal["app", "server"]
    data: bytes
    by: Literal["passed", "door"] = "passed"


@dataclass(frozen=True)
class Pause:
    """Wait before the next act."""

    seconds: float


@dataclass(frozen=True)
class Secure:
    """Throw away what was received in plain, say the go-ahead, and begin TLS."""

    go_ahead: bytes


@dataclass(frozen=True)
class End:
    """End the connection."""

    how: CloseMode


Act = Send | Pause | Secure | End


def answer(tag: bytes, result: str, text: str) -> Send:
    """Return a tagged answer of the door's own (RFC 9051, 7.1)."""
    return Send("app", tag + f" {result} {text}\r\n".encode(), "door")
