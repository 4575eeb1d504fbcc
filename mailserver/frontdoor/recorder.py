"""Record one connection into its transcript, without passwords. No I/O.

Redaction fails closed: of the app's bytes, only commands that are known to carry no secret are
written out, and what is hidden there is hidden in the answers, too (`SecretMask`). The recorder
does not change the bytes.
"""

import base64
import binascii
import re
from collections.abc import Callable

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.imap_parser import (
    ImapFrame,
    ImapParser,
    arguments,
    command_name,
    tag_and_name,
)
from bluebar.mailserver.frontdoor.secret_mask import SecretMask
from bluebar.mailserver.frontdoor.tls_hello import begins_tls, server_name, split_records
from bluebar.mailserver.frontdoor.transcript import HIDDEN, Line, Login, Speaker, Transcript

SHOWN = 200
"""Maximum number of bytes of a literal or of a line that are written out."""

HARMLESS = frozenset(
    b"APPEND CAPABILITY CHECK CLOSE COMPARATOR COMPRESS COPY CREATE DELETE ENABLE ESEARCH EXAMINE "
    b"EXPUNGE FETCH GETACL GETMETADATA GETQUOTA GETQUOTAROOT ID IDLE LANGUAGE LIST LISTRIGHTS "
    b"LOGOUT LSUB MOVE MYRIGHTS NAMESPACE NOOP NOTIFY RENAME RLIST RLSUB SEARCH SELECT SORT "
    b"STARTTLS STATUS STORE SUBSCRIBE THREAD UNAUTHENTICATE UNSELECT UNSUBSCRIBE XLIST".split()
)
"""Commands with arguments that carry no password (RFC 9051, 6; RFC 3501, and its extensions).

ID is among them, but an app may put anything into its arguments: see `ID_FIELDS`."""

ID_FIELDS = frozenset(b"name version os os-version vendor support-url date".split())
"""Fields of ID whose values are shown (RFC 2971, 3.3)."""

ID_WORD = re.compile(rb'"((?:\\.|[^"\\])*)"|\bNIL\b', re.IGNORECASE | re.DOTALL)

HARMLESS_ALONE = frozenset(b"DONE CAPA QUIT STAT LIST UIDL".split())
"""Lines of one word, never a password: the end of IDLE (RFC 2177), and commands of POP3 (RFC
1939)."""

MECHANISMS = frozenset(
    b"ANONYMOUS CRAM-MD5 DIGEST-MD5 EXTERNAL GSSAPI LOGIN NTLM OAUTHBEARER PLAIN SCRAM-SHA-1 "
    b"SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS XOAUTH2".split()
)
"""Mechanisms of AUTHENTICATE (RFC 4422); any other word in their place may be a password."""

NO_SECRETS = (
    HARMLESS | HARMLESS_ALONE | MECHANISMS | frozenset(b"AUTHENTICATE INBOX USER PASS".split())
)
"""Words that are not secret, although the rest of their line is hidden."""

STATUS_WORDS = (b"OK", b"NO", b"BAD")
TAG = re.compile(rb"([A-Za-z.]*)[0-9]{1,6}\Z")


class Recorder:
    """Record both directions of one connection.

    Args:
        transcript: the transcript, which receives the lines and logins.
        clock: a function that returns the seconds since the door was opened.
        account: the account behind the door; None if there is none.
        is_tls_port: whether TLS begins at the first byte of the port.
    """

    def __init__(
        self,
        transcript: Transcript,
        clock: Callable[[], float],
        *,
        account: Account | None = None,
        is_tls_port: bool = False,
    ) -> None:
        self.transcript = transcript
        self.clock = clock
        self.is_tls_port = is_tls_port
        self._mask = SecretMask(account)
        self._tags: set[bytes] = set()  # of commands that were recognized
        self._tls_records = b""  # of an app that sends TLS where plain text is expected
        self._answers_to_tls: int | None = None
        self._app = ImapParser(status_has_no_literal=False, keep=4096)
        self._server = ImapParser(status_has_no_literal=True, keep=SHOWN)
        self._pending_logins: dict[str, Login] = {}
        # The tag of an AUTHENTICATE without a result yet: every line of the app is secret.
        self._authenticating: str | None = None
        self._expects_first_response = False

    def from_app(self, data: bytes) -> None:
        """Record bytes from the app to the server."""
        if self._tls_records or (begins_tls(data) and not self._app.is_incomplete):
            data = self._without_tls(self._tls_records + data)
        for frame in self._app.feed(data):
            self._command(frame)

    def _without_tls(self, data: bytes) -> bytes:
        """Return the bytes after the app's TLS records; write one line for all records."""
        records, rest, is_record = split_records(data)
        if records and self._answers_to_tls is None:
            self._answers_to_tls = 0
            name = server_name(records)
            where = "begins TLS" if self.is_tls_port else "sends TLS, but the port is plain"
            self.remark(f"the app {where} (TLS hello, {f'SNI {name}' if name else 'no SNI'})")
        self._tls_records = rest if is_record else b""
        return b"" if is_record else rest

    def to_app(self, data: bytes, *, by: Speaker = "server") -> None:
        """Record bytes to the app.

        Args:
            data: the bytes as the app gets them.
            by: the sender: the server, or the door in the server's place.
        """
        self._hide_unfinished_line()
        for frame in self._server.feed(data):
            if self._answers_to_tls is None:
                self._response(frame, by)
            else:
                self._answers_to_tls += 1

    def remark(self, text: str) -> None:
        """Write a remark of the door."""
        self._write("door", text)

    def starting_tls(self) -> None:
        """Write an unfinished command before TLS starts, because TLS does not continue it."""
        self._tls_records = b""
        if self._app.is_incomplete:
            self._command(self._app.drop())

    def closed(self) -> None:
        """Write the frames that were unfinished when the connection ended."""
        if self._tls_records and self._answers_to_tls is None:
            self.remark(f"{len(self._tls_records)} bytes that begin like a TLS hello")
        self.starting_tls()
        if self._answers_to_tls:
            self.remark(f"{self._answers_to_tls} lines in answer to the TLS hello are not shown")
        if self._server.is_incomplete:
            self._response(self._server.drop())

    def _write(self, who: Speaker, text: str) -> None:
        self.transcript.add(Line(round(self.clock(), 4), who, text))

    def _command(self, frame: ImapFrame) -> None:
        if self._authenticating is not None:
            self._sasl_response(frame)
            return
        words = frame.text[0].split()
        first_word = words[0] if words else b""
        tag = tag_and_name(frame.text[0])[0].decode("ascii", "replace")
        name = command_name(frame.text[0])
        if name == b"LOGOUT" or words[:1] == [b"QUIT"]:
            self.transcript.logout_at = round(self.clock(), 4)
        if name == b"LOGIN":
            self._tags.add(first_word)
            self._login(tag, frame)
        elif name == b"AUTHENTICATE":
            self._tags.add(first_word)
            self._authenticate(tag, frame)
        elif name == b"ID" and frame.is_complete:
            self._tags.add(first_word)
            self._write("app", f"{tag} ID {_shown_id(frame)}")
        elif (name in HARMLESS and frame.is_complete) or (
            len(words) == 1 and words[0].upper() in HARMLESS_ALONE and frame.is_complete
        ):
            self._tags.add(first_word)
            self._write("app", self._shown(frame))
        else:
            self._hide(frame)
            size = sum(map(len, frame.text)) + frame.bytes_left_out + sum(frame.literal_sizes)
            self._write("app", f"{HIDDEN}: {size} bytes of an unknown command")

    def _hide(self, frame: ImapFrame) -> None:
        """Note the words of a frame, to hide them in later lines, too."""
        tag, *words = frame.text[0].split(maxsplit=1) or [b""]
        if self._is_tag(tag):
            self._tags.add(tag)
        else:
            self._mask.add(tag)
            words = [frame.text[0]]
        for part in (*words, *frame.text[1:], *frame.literals):
            self._mask.add_line(part, NO_SECRETS)

    def _hide_unfinished_line(self) -> None:
        """Note the words of the app's line that has not ended: a server may echo them already."""
        if not self._app.unfinished_line:
            return
        tag, name, rest = tag_and_name(self._app.first_line)
        if self._authenticating is not None or not self._is_tag(tag):
            self._mask.add_line(self._app.unfinished_line, NO_SECRETS)
            return
        is_harmless = (
            command_name(self._app.first_line) in HARMLESS
            if rest
            else any(each.startswith(name) for each in NO_SECRETS)
        )
        if not is_harmless:
            self._mask.add_line(self._app.unfinished_line.removeprefix(tag), NO_SECRETS)

    def _is_tag(self, word: bytes) -> bool:
        """Return whether a word has the form of the tags that the app has used."""
        found = TAG.match(word)
        used = {known[1] for each in self._tags if (known := TAG.match(each))}
        return found is not None and found[1] in used

    def _shown(self, frame: ImapFrame) -> str:
        """Return a frame on one line: secrets hidden, long parts cut, literals by their length."""
        parts = []
        for index, text in enumerate(frame.text):
            masked = self._mask.mask(text)
            shown = masked[:SHOWN].decode("utf-8", "replace")
            parts.append(shown if len(masked) <= SHOWN else f"{shown}… {len(text)} bytes")
            if index < len(frame.literal_sizes):
                parts.append(f"{{{frame.literal_sizes[index]} bytes}}")
        return "".join(parts)

    def _masked(self, text: str) -> str:
        return self._mask.mask(text.encode()).decode("utf-8", "replace")

    def _login(self, tag: str, frame: ImapFrame) -> None:
        words = arguments(frame) if frame.is_complete else None
        user, shown = HIDDEN, HIDDEN
        # An incomplete or malformed command may have the password in place of the user name.
        if words is None or len(words) != 2:
            self._hide(frame)
        else:
            self._mask.add(words[1])
            user = self._mask.mask(words[0]).decode("utf-8", "replace")
            shown = f"{user!r} {HIDDEN}"
        self._begin_login(tag, user, "LOGIN")
        self._write("app", f"{self._masked(tag)} LOGIN {shown}")

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
        self._write("app", f"{self._masked(tag)} AUTHENTICATE {mechanism}{initial}")
        if len(words) == 2:
            self._note_response(login, words[1])
        elif mechanism == HIDDEN or len(words) > 2:
            self._hide(frame)

    def _sasl_response(self, frame: ImapFrame) -> None:
        login = self._pending_logins.get(self._authenticating or "")
        if login is not None and self._expects_first_response and frame.is_complete:
            self._note_response(login, frame.text[0])
        else:
            for part in (*frame.text, *frame.literals):
                self._mask.add_line(part, NO_SECRETS)
        self._expects_first_response = False
        self._write("app", HIDDEN)

    def _note_response(self, login: Login, response: bytes) -> None:
        """Note the user name in a first SASL response, and the rest of it as secrets."""
        user = _user_in(response, login.method.partition(" ")[2])
        self._mask.add_line(response, NO_SECRETS, name=user.encode())
        login.user = self._masked(user)

    def _begin_login(self, tag: str, user: str, method: str) -> Login:
        in_clear = self.transcript.tls is None or not self.transcript.tls.version
        login = Login(user=user, method=method, in_clear=in_clear, at=round(self.clock(), 4))
        self._pending_logins[tag] = login
        self.transcript.logins.append(login)
        return login

    def _shown_response(self, frame: ImapFrame, words: list[bytes]) -> str:
        """Return a response on one line; a tag that belongs to no known command is hidden."""
        shown = self._shown(frame)
        is_tagged = len(words) > 1 and words[1].upper() in STATUS_WORDS
        if not is_tagged or words[0] in (b"*", b"+") or words[0] in self._tags:
            return shown
        _, _, after = shown.partition(" ")
        return f"{HIDDEN} {after}"

    def _response(self, frame: ImapFrame, by: Speaker = "server") -> None:
        words = frame.text[0].split(maxsplit=2)
        self._write(by, self._shown_response(frame, words))
        if len(words) < 2 or words[0] in (b"*", b"+"):
            return
        tag = words[0].decode("ascii", "replace")
        if login := self._pending_logins.pop(tag, None):
            login.result = words[1].decode("ascii", "replace").upper()
            login.text = (
                self._mask.mask(words[2]).decode("utf-8", "replace") if len(words) > 2 else ""
            )
        if tag == self._authenticating:
            self._authenticating = None
        # The server refused a literal that was announced: the next bytes are a new command.
        if refused := self._app.command_answered(words[0]):
            self._command(refused)


def _shown_id(frame: ImapFrame) -> str:
    """Return the arguments of ID (RFC 2971), with the values of unusual fields hidden."""
    rest = tag_and_name(frame.text[0])[2].strip()
    if rest.upper() == b"NIL":
        return "NIL"
    words = list(ID_WORD.finditer(rest))
    if frame.literals or len(words) % 2 or ID_WORD.sub(b"", rest).strip(b"() "):
        return HIDDEN
    shown = []
    for key, value in zip(words[::2], words[1::2], strict=True):
        is_usual = (key[1] or b"").lower() in ID_FIELDS
        pair = f"{key[0].decode()} {value[0].decode('utf-8', 'replace')}" if is_usual else HIDDEN
        shown.append(pair)
    return f"({' '.join(shown)})"


def _user_in(response: bytes, mechanism: str) -> str:
    """Return the user name in a SASL response (RFC 4616; XOAUTH2), or "" if there is none."""
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
