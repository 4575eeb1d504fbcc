"""What was said at a front door: one `Transcript` a connection, passwords never in it."""

from dataclasses import asdict, dataclass, field
from typing import Literal

MOST_LINES = 2_000
"""Lines kept of one conversation; later ones are counted, not kept."""

Who = Literal["app", "server", "door"]


@dataclass(frozen=True)
class Line:
    """One line, redacted.

    Attributes:
        at: seconds since the door was opened.
        who: the app, the mail server, or the door: in the server's place, or with a remark.
        text: the line without its CRLF; literals are shown by their length.
    """

    at: float
    who: Who
    text: str


@dataclass(kw_only=True)
class Login:
    """One try to authenticate, as it crossed the wire.

    Attributes:
        user: the user name as sent.
        method: "LOGIN", or "AUTHENTICATE " and the mechanism.
        in_clear: whether the connection was unencrypted then.
        result: the server's tagged answer, "OK", "NO" or "BAD"; None before it.
        text: what the server said with it.
        at: seconds since the door was opened.
    """

    user: str
    method: str
    in_clear: bool
    at: float
    result: str | None = None
    text: str = ""


@dataclass(kw_only=True)
class TlsFacts:
    """How the handshake went: version, cipher and name asked for (SNI), or why it failed."""

    version: str = ""
    cipher: str = ""
    sni: str | None = None
    certificate: str = ""
    """Which kind was shown."""

    error: str = ""


@dataclass(kw_only=True)
class Transcript:
    """One connection to a front door, from the app's connect to its end.

    Attributes:
        port: as it is written in the scenario, e.g. 993.
        listening_on: as it really is, which differs where low ports are not to be had.
        opened_at: seconds since the door was opened; likewise `closed_at`.
        app_left_at: when the app said that it has nothing more to say, or broke off.
        tls: None on a plain connection.
        trouble: why the door could not do its work; bluebar's own trouble, not the app's.
        not_kept: lines that came after the last one that is kept.
    """

    port: int
    listening_on: int
    opened_at: float
    closed_at: float | None = None
    app_left_at: float | None = None
    tls: TlsFacts | None = None
    lines: list[Line] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    trouble: str = ""
    not_kept: int = 0

    def add(self, line: Line) -> None:
        """Keep a line, or count it when there are too many."""
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.not_kept += 1

    def to_json(self) -> dict[str, object]:
        """Return it as plain values for the attempt's record."""
        return asdict(self)
