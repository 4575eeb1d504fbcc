"""What can go wrong at a port, as frozen values that read like a sentence. Nothing here listens.

    Listener(tls=True, faults=(GreetsAfter(seconds=1.5), EndsAtFetch(number=2)))

Some happen before any IMAP is spoken (`NeverAccepts`, `HangsUp`, `StaysSilent`, `OtherProtocol`),
the others during a conversation with the mail server. `times` is the number of connections of the
front door that the fault happens to; 0 is every connection.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class CloseMode(StrEnum):
    """How a connection ends."""

    RESET = "a reset (RST)"
    CLOSE = "an end without a word (FIN)"
    BYE = "a BYE"
    """RFC 9051, 7.1.5."""


@dataclass(frozen=True)
class NeverAccepts:
    """A connection attempt gets no answer at all, as from behind a firewall that drops it."""

    def __str__(self) -> str:
        return "never answers a connection attempt"


@dataclass(frozen=True, kw_only=True)
class HangsUp:
    """The connection is accepted, and ended before a word is said; `Greets` says BYE first."""

    how: Literal[CloseMode.RESET, CloseMode.CLOSE] = CloseMode.CLOSE

    def __str__(self) -> str:
        return f"accepts, then {self.how}"


@dataclass(frozen=True)
class StaysSilent:
    """The connection is accepted, and nothing is ever said, TLS included."""

    def __str__(self) -> str:
        return "accepts and stays silent"


@dataclass(frozen=True, kw_only=True)
class OtherProtocol:
    """Something else than IMAP answers here, after TLS where the port has it.

    Attributes:
        protocol: its name, for people.
        greeting: said first; empty where the client begins.
        answer: said to each line.
        ends: whether the connection ends with the first answer.
    """

    protocol: str
    greeting: bytes = b""
    answer: bytes = b""
    ends: bool = False

    def __str__(self) -> str:
        return f"speaks {self.protocol}"


SMTP = OtherProtocol(
    protocol="SMTP",
    greeting=b"220 smtp.provider.example ESMTP\r\n",
    answer=b"500 5.5.2 Command not recognized\r\n",
)
"""RFC 5321, 4.2."""

HTTP = OtherProtocol(
    protocol="HTTP",
    answer=b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    ends=True,
)
"""RFC 9110, 15.5.1."""

SSH = OtherProtocol(protocol="SSH", greeting=b"SSH-2.0-OpenSSH_9.2\r\n")
"""RFC 4253, 4.2."""

GARBAGE = OtherProtocol(
    protocol="garbage", greeting=b"\x00\xff\x13\x37 not of this protocol \x07\r\n"
)


@dataclass(frozen=True, kw_only=True)
class Greets:
    """The greeting is another one than GreenMail's (RFC 9051, 7.1)."""

    text: str

    def __str__(self) -> str:
        return f"greets {self.text!r}"


@dataclass(frozen=True, kw_only=True)
class GreetsAfter:
    """The greeting comes late."""

    seconds: float

    def __str__(self) -> str:
        return f"greets after {self.seconds:g} s"


@dataclass(frozen=True, kw_only=True)
class DelaysCommand:
    """A command is answered late.

    Attributes:
        command: in capitals, e.g. "LOGIN".
        times: how often in all; 0 for always.
    """

    command: str
    seconds: float
    times: int = 0

    def __str__(self) -> str:
        return f"answers {self.command} after {self.seconds:g} s"


@dataclass(frozen=True, kw_only=True)
class RefusesLogin:
    """Every login is answered NO with this text, right or wrong."""

    text: str
    times: int = 0

    def __str__(self) -> str:
        often = f" ({self.times} times)" if self.times else ""
        return f"answers a login with NO {self.text!r}{often}"


@dataclass(frozen=True, kw_only=True)
class RequiresPrivacy:
    """A login in clear is answered NO [PRIVACYREQUIRED] (RFC 5530, 3)."""

    def __str__(self) -> str:
        return "answers a login in clear with NO [PRIVACYREQUIRED]"


@dataclass(frozen=True, kw_only=True)
class ConnectionLimit:
    """So many connections may be signed in at once; the next is answered NO with this text."""

    connections: int = 1
    text: str = "[LIMIT] Too many simultaneous connections"

    def __str__(self) -> str:
        return f"lets {self.connections} sign in at once, the next is told NO {self.text!r}"


@dataclass(frozen=True, kw_only=True)
class EndsAtFetch:
    """The connection ends when its FETCH of this number comes."""

    number: int
    how: CloseMode = CloseMode.RESET
    text: str = "Server shutting down"
    times: int = 1

    def __str__(self) -> str:
        often = "" if self.times == 1 else f" ({self.times or 'every'} times)"
        return f"ends with {self.how} at FETCH number {self.number}{often}"


@dataclass(frozen=True, kw_only=True)
class EndsAfter:
    """The connection ends when the app has been sent so many bytes."""

    bytes: int
    how: CloseMode = CloseMode.RESET
    text: str = "Server shutting down"
    times: int = 1

    def __str__(self) -> str:
        return f"ends with {self.how} after {self.bytes:,} bytes"


@dataclass(frozen=True, kw_only=True)
class CutsLiteral:
    """A literal of this FETCH is announced whole, half of it sent, and the connection closed."""

    fetch: int = 1
    times: int = 1

    def __str__(self) -> str:
        return f"cuts a literal of FETCH number {self.fetch} in half and closes"


@dataclass(frozen=True, kw_only=True)
class Slow:
    """A slow line: a round trip takes longer, and bytes come at this rate.

    Attributes:
        latency: seconds from what the app says to the first byte of what it hears.
        bytes_per_second: 0 for as fast as may be.
    """

    latency: float = 0.0
    bytes_per_second: int = 0

    def __str__(self) -> str:
        rate = f", {self.bytes_per_second:,} bytes a second" if self.bytes_per_second else ""
        return f"slow: {self.latency:g} s latency{rate}"


@dataclass(frozen=True, kw_only=True)
class OtherUidValidity:
    """UIDVALIDITY is another than GreenMail's, by so much (RFC 9051, 2.3.1.1)."""

    by: int = 1

    def __str__(self) -> str:
        return "another UIDVALIDITY"


Fault = (
    NeverAccepts
    | HangsUp
    | StaysSilent
    | OtherProtocol
    | Greets
    | GreetsAfter
    | DelaysCommand
    | RefusesLogin
    | RequiresPrivacy
    | ConnectionLimit
    | EndsAtFetch
    | EndsAfter
    | CutsLiteral
    | Slow
    | OtherUidValidity
)
