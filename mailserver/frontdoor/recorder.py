"""Write a conversation down as it passes, without the passwords in it.

Redaction fails closed: of what the app sends, only commands that are known to carry no secret are
written out. The bytes themselves are not touched here; they pass the door unchanged.
"""

import base64
import binascii
from collections.abc import Callable

from bluebar.mailserver.frontdoor.imap_parser import (
    Splitter,
    Unit,
    arguments,
    tag_and_name,
    verb_of,
)
from bluebar.mailserver.frontdoor.transcript import Line, Login, Transcript, Who

SHOWN = 200
"""Bytes of a literal or of a line that are written out."""

HARMLESS = frozenset(
    b"APPEND CAPABILITY CHECK CLOSE COPY CREATE DELETE ENABLE EXAMINE EXPUNGE FETCH GETQUOTA "
    b"GETQUOTAROOT ID IDLE LIST LOGOUT LSUB MOVE NAMESPACE NOOP RENAME SEARCH SELECT SORT STARTTLS "
    b"STATUS STORE SUBSCRIBE THREAD UNSELECT UNSUBSCRIBE".split()
)
"""Commands whose arguments carry no password (RFC 9051, 6; RFC 3501; RFC 5256)."""

HARMLESS_ALONE = frozenset(b"DONE CAPA QUIT STAT LIST UIDL".split())
"""Lines of one word: the end of IDLE, and POP3's (RFC 2177; RFC 1939)."""

MECHANISMS = frozenset(
    b"ANONYMOUS CRAM-MD5 DIGEST-MD5 EXTERNAL GSSAPI LOGIN NTLM OAUTHBEARER PLAIN SCRAM-SHA-1 "
    b"SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS XOAUTH2".split()
)
"""What AUTHENTICATE may name (RFC 4422); anything else there may be a password."""

HIDDEN = "[hidden]"


class Recorder:
    """Read both directions of one connection into its `Transcript`.

    Args:
        conversation: where it is written.
        clock: seconds since the door was opened.
    """

    def __init__(self, conversation: Transcript, clock: Callable[[], float]) -> None:
        self.conversation = conversation
        self.clock = clock
        self._app = Splitter(status_has_no_literal=False, keep=4096)
        self._server = Splitter(status_has_no_literal=True, keep=SHOWN)
        self._open: dict[str, Login] = {}
        # The tag of an AUTHENTICATE whose answers are going on: every line of the app is secret.
        self._authenticating: str | None = None
        self._first_answer = False

    def app_said(self, data: bytes) -> None:
        """Take in bytes on their way from the app to the server."""
        for unit in self._app.feed(data):
            self._command(unit)

    def server_said(self, data: bytes, *, by: Who = "server") -> None:
        """Take in bytes on their way to the app.

        Args:
            data: as the app gets them.
            by: the server, or the door in its place.
        """
        for unit in self._server.feed(data):
            self._response(unit, by)

    def remark(self, text: str) -> None:
        """Write down something that the door itself has to say."""
        self._write("door", text)

    def secured(self) -> None:
        """Write down what the app had begun to say in plain: TLS does not go on with it."""
        if self._app.is_in_the_middle:
            self._command(self._app.drop())

    def ended(self) -> None:
        """Write down what had begun when the connection ended."""
        self.secured()
        if self._server.is_in_the_middle:
            self._response(self._server.drop())

    def _write(self, who: Who, text: str) -> None:
        self.conversation.add(Line(round(self.clock(), 4), who, text))

    def _command(self, unit: Unit) -> None:
        if self._authenticating is not None:
            self._answer(unit)
            return
        words = unit.text[0].split()
        tag = tag_and_name(unit.text[0])[0].decode("ascii", "replace")
        verb = verb_of(unit.text[0])
        if verb == b"LOGIN":
            self._login(tag, unit)
        elif verb == b"AUTHENTICATE":
            self._authenticate(tag, unit)
        elif (verb in HARMLESS and unit.is_whole) or (
            len(words) == 1 and words[0].upper() in HARMLESS_ALONE and unit.is_whole
        ):
            self._write("app", _shown(unit))
        else:
            size = sum(map(len, unit.text)) + unit.left_out + sum(unit.lengths)
            self._write("app", f"{HIDDEN}: {size} bytes that are no command known here")

    def _login(self, tag: str, unit: Unit) -> None:
        words = arguments(unit) if unit.is_whole else None
        user, shown = HIDDEN, HIDDEN
        # A command that is cut short or malformed may have its password where the name should be.
        if words is not None and len(words) == 2:
            user = words[0].decode("utf-8", "replace")
            shown = f"{user!r} {HIDDEN}"
        self._open[tag] = login = self._new_login(user, "LOGIN")
        self.conversation.logins.append(login)
        self._write("app", f"{tag} LOGIN {shown}")

    def _authenticate(self, tag: str, unit: Unit) -> None:
        words = (arguments(unit) if unit.is_whole else None) or []
        mechanism = HIDDEN
        if words and words[0].upper() in MECHANISMS:
            mechanism = words[0].decode("ascii").upper()
        self._open[tag] = login = self._new_login("", f"AUTHENTICATE {mechanism}")
        self.conversation.logins.append(login)
        self._authenticating = tag
        # Only the first answer can name the user; a later one may be the bare password.
        self._first_answer = len(words) == 1
        initial = f" {HIDDEN}" if len(words) > 1 else ""
        self._write("app", f"{tag} AUTHENTICATE {mechanism}{initial}")
        if len(words) == 2:
            login.user = _user_in(words[1], mechanism)

    def _answer(self, unit: Unit) -> None:
        login = self._open.get(self._authenticating or "")
        if login is not None and self._first_answer and unit.is_whole:
            login.user = _user_in(unit.text[0], login.method.partition(" ")[2])
        self._first_answer = False
        self._write("app", HIDDEN)

    def _new_login(self, user: str, method: str) -> Login:
        tls = self.conversation.tls
        return Login(user=user, method=method, in_clear=tls is None, at=round(self.clock(), 4))

    def _response(self, unit: Unit, by: Who = "server") -> None:
        self._write(by, _shown(unit))
        words = unit.text[0].split(maxsplit=2)
        if len(words) < 2 or words[0] in (b"*", b"+"):
            return
        tag = words[0].decode("ascii", "replace")
        if login := self._open.pop(tag, None):
            login.result = words[1].decode("ascii", "replace").upper()
            login.text = words[2].decode("utf-8", "replace") if len(words) > 2 else ""
        if tag == self._authenticating:
            self._authenticating = None
        # The server refused a literal that was announced: what comes next is a new command.
        if begun := self._app.answered(words[0]):
            self._command(begun)


def _shown(unit: Unit) -> str:
    """Return a unit in one line, long pieces cut and literals told by their length."""
    parts = []
    for index, text in enumerate(unit.text):
        shown = text[:SHOWN].decode("utf-8", "replace")
        parts.append(shown if len(text) <= SHOWN else f"{shown}… {len(text)} bytes")
        if index < len(unit.lengths):
            parts.append(f"{{{unit.lengths[index]} bytes}}")
    return "".join(parts)


def _user_in(response: bytes, mechanism: str) -> str:
    """Return the user name of a SASL response (RFC 4616; XOAUTH2's), or "" when it has none."""
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
