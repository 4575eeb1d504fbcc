"""The transcript of one connection to a front door, without passwords. No I/O."""

from dataclasses import asdict, dataclass, field
from typing import Literal

MOST_LINES = 2_000
"""Maximum number of lines that a transcript keeps; later lines are counted, not kept."""

HIDDEN = "[hidden]"
"""The text in place of a part that may be a secret."""

Speaker = Literal["app", "server", "door"]


@dataclass(frozen=True)
class Line:
    """One line, redacted.

    Attributes:
        at: seconds since the door was opened.
        who: the speaker: the app, the mail server, or the door, which speaks in the server's place
            or writes a remark.
        text: the line without its CRLF; literals are shown by their length.
    """

    at: float
    who: Speaker
    text: str


@dataclass(kw_only=True)
class Login:
    """One attempt to authenticate, as recorded at the wire.

    Attributes:
        user: the user name as sent.
        method: "LOGIN", or "AUTHENTICATE " and the mechanism.
        in_clear: whether the connection was unencrypted at that moment.
        result: the server's tagged result, "OK", "NO" or "BAD"; None before the result.
        text: the server's text with the result.
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
    """The result of a handshake.

    Attributes:
        version: the version of TLS; empty if the handshake failed.
        cipher: the cipher; empty if the handshake failed.
        sni: the name that the client sent (SNI); None if it sent none.
        certificate: the kind of the certificate.
        names: the names in the host's good certificate, separated by commas.
        error: why the handshake failed, or why the app left right after it.
    """

    version: str = ""
    cipher: str = ""
    sni: str | None = None
    certificate: str = ""
    names: str = ""
    error: str = ""


@dataclass(kw_only=True)
class Transcript:
    """One connection to a front door, from the app's connect to the end.

    Attributes:
        port: the port in the scenario, e.g. 993.
        listening_on: the real port, which differs if low ports are not available.
        opened_at: the start of the connection, in seconds since the door was opened.
        closed_at: the end of the connection, in seconds since the door was opened; None while the
            connection is open.
        app_left_at: the time at which the app ended its side (FIN) or aborted the connection, in
            seconds since the door was opened; None before.
        logout_at: the time at which the app sent LOGOUT (POP3: QUIT), in seconds since the door was
            opened; None if the app sent none.
        tls: the result of the TLS handshake; None on a plain connection.
        trouble: the reason why the door could not work; an error of bluebar, not of the app.
        not_kept: the number of lines after `MOST_LINES`, which are counted only.
    """

    port: int
    listening_on: int
    opened_at: float
    closed_at: float | None = None
    app_left_at: float | None = None
    logout_at: float | None = None
    tls: TlsFacts | None = None
    lines: list[Line] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    trouble: str = ""
    not_kept: int = 0

    def add(self, line: Line) -> None:
        """Keep a line, or count the line after `MOST_LINES`."""
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.not_kept += 1

    @property
    def is_left(self) -> bool:
        """Whether the app has ended the connection, or the connection has ended.

        A connection that the app has ended counts as ended even if a slow door still sends.
        """
        return self.app_left_at is not None or self.closed_at is not None

    def to_json(self) -> dict[str, object]:
        """Return the transcript as plain values for the attempt's record."""
        return asdict(self)
