"""Record one connection into its transcript, without passwords. No I/O.

Redaction fails closed: of the app's bytes, only commands that are known to carry no secret are
written out. The recorder does not change the bytes.
"""

import base64
import binascii
from collections.abc import Callable

from bluebar.mailserver.frontdoor.imap_parser import (
    ImapFrame,
    ImapParser,
    arguments,
    command_name,
    tag_and_name,
)
from bluebar.mailserver.frontdoor.transcript import HIDDEN, Line, Login, Speaker, Transcript

SHOWN = 200
"""Maximum number of bytes of a literal or of a line that are written out."""

HARMLESS = frozenset(
    b"APPEND CAPABILITY CHECK CLOSE COPY CREATE DELETE ENABLE EXAMINE EXPUNGE FETCH GETQUOTA "
    b"GETQUOTAROOT ID IDLE LIST LOGOUT LSUB MOVE NAMESPACE NOOP RENAME SEARCH SELECT SORT STARTTLS "
    b"STATUS STORE SUBSCRIBE THREAD UNSELECT UNSUBSCRIBE".split()
)
"""Commands with arguments that carry no password (RFC 9051, 6; RFC 3501; RFC 5256)."""

HARMLESS_ALONE = frozenset(b"DONE CAPA QUIT STAT LIST UIDL".split())
"""Lines of one word without a password: the end of IDLE (RFC 2177), and POP3's (RFC 1939)."""

MECHANISMS = frozenset(
    b"ANONYMOUS CRAM-MD5 DIGEST-MD5 EXTERNAL GSSAPI LOGIN NTLM OAUTHBEARER PLAIN SCRAM-SHA-1 "
    b"SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS XOAUTH2".split()
)
"""Mechanisms of AUTHENTICATE (RFC 4422); any other word in their place may be a password."""


class Recorder:
    """Record both directions of one connection.

    Args:
        transcript: the transcript, which receives the lines and logins.
        clock: a function that returns the seconds since the door was opened.
    """

    def __init__(self, transcript: Transcript, clock: Callable[[], float]) -> None:
        self.transcript = transcript
        self.clock = clock
        self._app = ImapParser(status_has_no_literal=False, keep=4096)
        self._server = ImapParser(status_has_no_literal=True, keep=SHOWN)
        self._pending_logins: dict[str, Login] = {}
        # The tag of an AUTHENTICATE without a result yet: every line of the app is secret.
        self._authenticating: str | None = None
        self._expects_first_response = False

    def from_app(self, data: bytes) -> None:
        """Record bytes from the app to the server."""
        for frame in self._app.feed(data):
            self._command(frame)

    def to_app(self, data: bytes, *, by: Speaker = "server") -> None:
        """Record bytes to the app.

        Args:
            data: the bytes as the app gets them.
            by: the sender: the server, or the door in the server's place.
        """
        for frame in self._server.feed(data):
            self._response(frame, by)

    def remark(self, text: str) -> None:
        """Write a remark of the door."""
        self._write("door", text)

    def starting_tls(self) -> None:
        """Write an unfinished command before TLS starts, because TLS does not continue it."""
        if self._app.is_incomplete:
            self._command(self._app.drop())

    def closed(self) -> None:
        """Write the frames that were unfinished when the connection ended."""
        self.starting_tls()
        if self._server.is_incomplete:
            self._response(self._server.drop())

    def _write(self, who: Speaker, text: str) -> None:
        self.transcript.add(Line(round(self.clock(), 4), who, text))

    def _command(self, frame: ImapFrame) -> None:
        if self._authenticating is not None:
            self._sasl_response(frame)
            return
        words = frame.text[0].split()
        tag = tag_and_name(frame.text[0])[0].decode("ascii", "replace")
        name = command_name(frame.text[0])
        if name == b"LOGOUT" or words[:1] == [b"QUIT"]:
            self.transcript.logout_at = round(self.clock(), 4)
        if name == b"LOGIN":
            self._login(tag, frame)
        elif name == b"AUTHENTICATE":
            self._authenticate(tag, frame)
        elif (name in HARMLESS and frame.is_complete) or (
            len(words) == 1 and words[0].upper() in HARMLESS_ALONE and frame.is_complete
        ):
            self._write("app", _shown(frame))
        else:
            size = sum(map(len, frame.text)) + frame.bytes_left_out + sum(frame.literal_sizes)
            self._write("app", f"{HIDDEN}: {size} bytes that are no command known here")

    def _login(self, tag: str, frame: ImapFrame) -> None:
        words = arguments(frame) if frame.is_complete else None
        user, shown = HIDDEN, HIDDEN
        # An incomplete or malformed command may have the password in place of the user name.
        if words is not None and len(words) == 2:
            user = words[0].decode("utf-8", "replace")
            shown = f"{user!r} {HIDDEN}"
        self._begin_login(tag, user, "LOGIN")
        self._write("app", f"{tag} LOGIN {shown}")

    def _authenticate(self, tag: str, frame: ImapFrame) -> None:
        words = (arguments(frame) if frame.is_complete else None) or []
        mechanism = HIDDEN
        if words and words[0].upper() in MECHANISMS:
            mechanism = words[0].decode("ascii").upper()
        login = self._begin_login(tag, "", f"AUTHENTICATE {mechanism}")
        self._authenticating = tag
        # Only the first response can name the user; a later response may be the bare password.
        self._expects_first_response = len(words) == 1
        initial = f" {HIDDEN}" if len(words) > 1 else ""
        self._write("app", f"{tag} AUTHENTICATE {mechanism}{initial}")
        if len(words) == 2:
            login.user = _user_in(words[1], mechanism)

    def _sasl_response(self, frame: ImapFrame) -> None:
        login = self._pending_logins.get(self._authenticating or "")
        if login is not None and self._expects_first_response and frame.is_complete:
            login.user = _user_in(frame.text[0], login.method.partition(" ")[2])
        self._expects_first_response = False
        self._write("app", HIDDEN)

    def _begin_login(self, tag: str, user: str, method: str) -> Login:
        in_clear = self.transcript.tls is None
        login = Login(user=user, method=method, in_clear=in_clear, at=round(self.clock(), 4))
        self._pending_logins[tag] = login
        self.transcript.logins.append(login)
        return login

    def _response(self, frame: ImapFrame, by: Speaker = "server") -> None:
        self._write(by, _shown(frame))
        words = frame.text[0].split(maxsplit=2)
        if len(words) < 2 or words[0] in (b"*", b"+"):
            return
        tag = words[0].decode("ascii", "replace")
        if login := self._pending_logins.pop(tag, None):
            login.result = words[1].decode("ascii", "replace").upper()
            login.text = words[2].decode("utf-8", "replace") if len(words) > 2 else ""
        if tag == self._authenticating:
            self._authenticating = None
        # The server refused a literal that was announced: the next bytes are a new command.
        if refused := self._app.command_answered(words[0]):
            self._command(refused)


def _shown(frame: ImapFrame) -> str:
    """Return a frame in one line, with long parts cut and literals shown by their length."""
    parts = []
    for index, text in enumerate(frame.text):
        shown = text[:SHOWN].decode("utf-8", "replace")
        parts.append(shown if len(text) <= SHOWN else f"{shown}… {len(text)} bytes")
        if index < len(frame.literal_sizes):
            parts.append(f"{{{frame.literal_sizes[index]} bytes}}")
    return "".join(parts)


def _user_in(response: bytes, mechanism: str) -> str:
    """Return the user name in a SASL response (RFC 4616; XOAUTH2's), or "" if it has none."""
    try:
        decoded = base64.b64decode(response, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    if mechanism == "PLAIN" and decoded.count("\0") == 2:
        return decoded.split("\0")[1]
    if mechanism == "LOGIN":
        return decoded
    if mechanism in ("XOAUTH2", "OAUTHBEARER") and decoded.startswith("user="):
        return decoded.removeprefix("user=").partition("\x01")[0]
    return ""
