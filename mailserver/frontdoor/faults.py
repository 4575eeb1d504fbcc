"""Fault injection: every misbehaviour of a front door as a frozen value. No I/O.

    Listener(tls=True, faults=(GreetsAfter(seconds=1.5), EndsAtFetch(number=2)))

A front door is a fault-injecting IMAP proxy: a man in the middle (MITM) between the app and the
mail server. A fault acts at one stage of a connection. Each stage has a union at the end of this
file, and one module plays all faults of the stage:

| Stage        | When                                     | Module            |
|--------------|------------------------------------------|-------------------|
| Listen       | the app connects, before the accept      | proxy_endpoint    |
| Connect      | the connection is accepted               | proxy_connection  |
| Tls          | the TLS handshake                        | tls_identity      |
| Greeting     | the server sends the first line          | response_filter   |
| StartTls     | STARTTLS, and its capability             | starttls_policy   |
| Delay        | any command                              | fault_counts      |
| Login        | LOGIN or AUTHENTICATE, before the server | login_policy      |
| LoginResult  | the server's result of a login           | login_policy      |
| Fetch        | FETCH                                    | command_filter    |
| Response     | any line from the server                 | response_filter   |
| Answer       | any whole response from the server       | answer_filter     |
| Send         | any bytes to the app                     | throttle          |

To add a fault, write a class here, add the class to the union of a stage, and handle the class in
the module of that stage: mypy reports there what is missing. Add the class to `bluebar/api.py`,
and an example to `tests/frontdoor/test_every_fault.py`, which shows that the fault changes what an
app receives. If two modules share a fault, `imap_session` gives the same object to both, e.g.
`LiteralCut`. The lines that a front door itself sends do not pass the stage Response.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class CloseMode(StrEnum):
    """How a connection ends."""

    RESET = "a reset (RST)"
    CLOSE = "a FIN without a BYE"
    BYE = "a BYE"
    """RFC 9051, 7.1.5."""


@dataclass(frozen=True, kw_only=True)
class CountedFault:
    """A fault that the front door counts, across all connections to it.

    Attributes:
        times: the number of times that the fault happens in all; 0 for no limit.
    """

    times: int = 0


# Listen.


@dataclass(frozen=True)
class NeverAccepts:
    """A connection attempt gets no answer at all, as from a firewall that drops packets."""

    def __str__(self) -> str:
        return "never answers a connection attempt"


# Connect.


@dataclass(frozen=True, kw_only=True)
class HangsUp:
    """The connection is accepted, and closed before the server sends anything, even in TLS."""

    how: Literal[CloseMode.RESET, CloseMode.CLOSE] = CloseMode.CLOSE

    def __str__(self) -> str:
        return f"accepts, then {self.how}"


@dataclass(frozen=True)
class StaysSilent:
    """The connection is accepted, and the server never sends anything, even no TLS handshake."""

    def __str__(self) -> str:
        return "accepts and stays silent"


@dataclass(frozen=True, kw_only=True)
class OtherProtocol:
    """The port serves a protocol other than IMAP, after TLS if the port has TLS.

    Attributes:
        protocol: the protocol's name, for people.
        greeting: the first bytes from the server; empty if the client sends first.
        answer: the answer to each line.
        ends: whether the connection ends after the first answer.
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


# TLS.


class BadCertificate(StrEnum):
    """A certificate that a client must reject (RFC 5280, 6; RFC 9525)."""

    UNKNOWN_AUTHORITY = "of an unknown authority"
    SELF_SIGNED = "self-signed"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    OTHER_NAME = "for another name"

    def __str__(self) -> str:
        return f"certificate {self.value}"


class WeakTls(StrEnum):
    """TLS that a client should reject as too old (RFC 8996; RFC 9325, 4.2)."""

    OLD_VERSIONS = "TLS 1.0 and 1.1 only"
    OLD_CIPHERS = "TLS 1.2 with old ciphers only"


# Greeting.


@dataclass(frozen=True, kw_only=True)
class Greets:
    """The door sends this greeting instead of GreenMail's (RFC 9051, 7.1).

    If the greeting is a BYE, the connection ends.
    """

    text: str

    def __str__(self) -> str:
        return f"greets {self.text!r}"


@dataclass(frozen=True, kw_only=True)
class GreetsAfter:
    """The greeting comes this many seconds late."""

    seconds: float

    def __str__(self) -> str:
        return f"greets after {self.seconds:g} s"


# STARTTLS, at a port that offers or requires STARTTLS.


@dataclass(frozen=True)
class StripsStartTls:
    """STARTTLS is neither announced nor accepted, as after a downgrade attack (RFC 3207, 6)."""

    def __str__(self) -> str:
        return "strips STARTTLS, as a man in the middle does"


@dataclass(frozen=True)
class RefusesStartTls:
    """STARTTLS is announced and then refused."""

    def __str__(self) -> str:
        return "refuses STARTTLS"


@dataclass(frozen=True)
class PoisonsStartTls:
    """Plain text follows the OK of STARTTLS; a client must ignore the text (CVE-2011-0411)."""

    def __str__(self) -> str:
        return "sends plain text after the OK of STARTTLS"


# Delay.


@dataclass(frozen=True, kw_only=True)
class DelaysCommand(CountedFault):
    """A command is answered late.

    Attributes:
        command: the command's name in capitals, e.g. "LOGIN", which includes a login by
            AUTHENTICATE.
        seconds: the delay.
    """

    command: str
    seconds: float

    def __str__(self) -> str:
        return f"answers {self.command} after {self.seconds:g} s"


# Login.


@dataclass(frozen=True, kw_only=True)
class RefusesLogin(CountedFault):
    """Every login, right or wrong, is answered with NO and this text."""

    text: str

    def __str__(self) -> str:
        often = f" ({self.times} times)" if self.times else ""
        return f"answers a login with NO {self.text!r}{often}"


@dataclass(frozen=True, kw_only=True)
class RequiresPrivacy:
    """A login without encryption is answered with NO [PRIVACYREQUIRED] (RFC 5530, 3)."""

    def __str__(self) -> str:
        return "answers a login in clear with NO [PRIVACYREQUIRED]"


@dataclass(frozen=True, kw_only=True)
class ConnectionLimit:
    """A limit to connections that are logged in; at the limit, a login is answered with NO."""

    connections: int = 1
    text: str = "[LIMIT] Too many simultaneous connections"

    def __str__(self) -> str:
        return (
            f"limits logged-in connections to {self.connections}, answers the next login with NO "
            f"{self.text!r}"
        )


# Login result.


@dataclass(frozen=True, kw_only=True)
class RewordsRefusal:
    """A login that GreenMail refuses is answered with NO and this text, as some providers do."""

    text: str

    def __str__(self) -> str:
        return f"answers a wrong login with NO {self.text!r}"


# FETCH.


@dataclass(frozen=True, kw_only=True)
class EndsAtFetch(CountedFault):
    """The connection ends when the app sends a certain FETCH.

    Attributes:
        number: the number of this FETCH in its connection, from 1.
        text: the text of the BYE, if the connection ends with a BYE.
    """

    number: int
    how: CloseMode = CloseMode.RESET
    text: str = "Server shutting down"
    times: int = 1

    def __str__(self) -> str:
        often = {0: " (every time)", 1: ""}.get(self.times, f" ({self.times} times)")
        return f"ends with {self.how} at FETCH number {self.number}{often}"


@dataclass(frozen=True, kw_only=True)
class CutsLiteral(CountedFault):
    """The connection ends in the middle of a literal in the answer to a FETCH.

    The literal is announced with its full size, and half of it is sent.

    Attributes:
        fetch: the number of the FETCH in its connection, from 1.
    """

    fetch: int = 1
    times: int = 1

    def __str__(self) -> str:
        return f"cuts a literal of FETCH number {self.fetch} in half and closes"


# Response.


@dataclass(frozen=True, kw_only=True)
class OtherUidValidity:
    """The app gets GreenMail's UIDVALIDITY plus a number (RFC 9051, 2.3.1.1)."""

    by: int = 1

    def __str__(self) -> str:
        return "another UIDVALIDITY"


@dataclass(frozen=True, kw_only=True)
class OtherCapabilities:
    """The server lists these capabilities, in this spelling (RFC 9051, 7.2.2)."""

    text: str

    def __str__(self) -> str:
        return f"capabilities {self.text!r}"


# Answer.


class Habit(StrEnum):
    """What a server may do in its answers, although most servers do not (RFC 9051, 7)."""

    FETCHED_BACKWARDS = "answers FETCH for the last message first"
    UID_LAST = "names a message's UID after its content"
    FLAGS_MEANWHILE = "sends flags that another session changes, without UID"
    FLAGS_WITH_UID_MEANWHILE = "sends flags that another session changes, with UID"
    STATUS_MEANWHILE = "sends EXISTS, RECENT and FLAGS in the middle of its answers"
    WARNINGS = "sends warnings (NO), alerts and unknown codes before every result"
    FOLDERS_AS_LITERALS = "lists the names of folders as literals"
    MISSING_FOLDER = r"lists a folder that does not exist (\NonExistent)"
    CAPABILITIES_AFTER_LOGIN = "lists capabilities in the OK of a login, LOGINDISABLED among them"
    """As Cyrus IMAP 3.6 does."""


@dataclass(frozen=True, kw_only=True)
class AnswersWith(CountedFault):
    """The server answers in an unusual way, in every answer in which the habit is possible."""

    habit: Habit

    def __str__(self) -> str:
        return self.habit.value


@dataclass(frozen=True, kw_only=True)
class RejectsEmptyFetch(CountedFault):
    """A FETCH by sequence numbers in an empty folder is answered with BAD (RFC 9051, 6.4.5)."""

    def __str__(self) -> str:
        return "answers FETCH in an empty folder with BAD"


@dataclass(frozen=True, kw_only=True)
class OtherZone(CountedFault):
    """INTERNALDATE is in another time zone; the moment is the same (RFC 9051, 2.3.3).

    Attributes:
        hours: the offset of the zone from UTC.
    """

    hours: int

    def __str__(self) -> str:
        return f"states INTERNALDATE in the zone {self.hours:+03d}00"


@dataclass(frozen=True, kw_only=True)
class MarksFolders(CountedFault):
    r"""LIST states the special use of folders (RFC 6154).

    Attributes:
        marks: pairs of a folder's name, as in IMAP commands, and an attribute, e.g. `\Trash`.
    """

    marks: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "marks " + ", ".join(f"{name} as {attribute}" for name, attribute in self.marks)


@dataclass(frozen=True, kw_only=True)
class OtherDelimiter(CountedFault):
    """The names of folders have another delimiter between their levels (RFC 9051, 5.1.1).

    Attributes:
        delimiter: one character, which no planned name of a folder contains.
    """

    delimiter: str = "/"

    def __str__(self) -> str:
        return f"has the delimiter {self.delimiter}"


@dataclass(frozen=True, kw_only=True)
class RefusesFolder(CountedFault):
    """SELECT and EXAMINE are answered with NO and this text.

    Attributes:
        folder: the folder's name, as in IMAP commands; empty for all folders.
    """

    folder: str = ""
    text: str

    def __str__(self) -> str:
        return f"answers SELECT of {self.folder or 'any folder'} with NO {self.text!r}"


# Send.


@dataclass(frozen=True, kw_only=True)
class Drips:
    """The server sends its answers in pieces of this number of bytes."""

    bytes: int = 1

    def __str__(self) -> str:
        return f"sends {self.bytes} byte{'' if self.bytes == 1 else 's'} at a time"


@dataclass(frozen=True, kw_only=True)
class EndsAfter(CountedFault):
    """The connection ends after this number of bytes to the app.

    Attributes:
        text: the text of the BYE, if the connection ends with a BYE.
    """

    bytes: int
    how: CloseMode = CloseMode.RESET
    text: str = "Server shutting down"
    times: int = 1

    def __str__(self) -> str:
        return f"ends with {self.how} after {self.bytes:,} bytes"


@dataclass(frozen=True, kw_only=True)
class Slow:
    """A slow line: each round trip takes longer, and the app gets bytes at a limited rate.

    Attributes:
        latency: seconds between bytes from the app and the first byte of the answer.
        bytes_per_second: the rate of bytes to the app; 0 for no limit.
    """

    latency: float = 0.0
    bytes_per_second: int = 0

    def __str__(self) -> str:
        rate = f", {self.bytes_per_second:,} bytes a second" if self.bytes_per_second else ""
        return f"slow: {self.latency:g} s latency{rate}"


ListenFault = NeverAccepts
ConnectFault = HangsUp | StaysSilent | OtherProtocol
TlsFault = BadCertificate | WeakTls
GreetingFault = Greets | GreetsAfter
StartTlsFault = StripsStartTls | RefusesStartTls | PoisonsStartTls
DelayFault = DelaysCommand
LoginFault = RefusesLogin | RequiresPrivacy | ConnectionLimit
LoginResultFault = RewordsRefusal
FetchFault = EndsAtFetch | CutsLiteral
ResponseFault = OtherUidValidity | OtherCapabilities
AnswerFault = (
    AnswersWith | RejectsEmptyFetch | OtherZone | MarksFolders | OtherDelimiter | RefusesFolder
)
SendFault = EndsAfter | Slow | Drips

Fault = (
    ListenFault
    | ConnectFault
    | TlsFault
    | GreetingFault
    | StartTlsFault
    | DelayFault
    | LoginFault
    | LoginResultFault
    | FetchFault
    | ResponseFault
    | AnswerFault
    | SendFault
)
