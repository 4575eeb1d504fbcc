"""What a front door makes of one IMAP conversation: pure, no socket is touched here.

Bytes go in from both sides; acts come out, to be done in order. Where a port has neither faults nor
ways of its own, every byte passes as it came. Otherwise only these are rewritten: greeting,
capabilities, authentication, tagged results, UIDVALIDITY, and SEARCH keys in small letters.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from mailserver.accounts import Account
from mailserver.frontdoor.faults import (
    AtMost,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Fault,
    Greets,
    GreetsAfter,
    How,
    OtherUidValidity,
    RefusesLogin,
    Slow,
    TakesLong,
    WantsPrivacy,
)
from mailserver.frontdoor.grammar import Splitter, Unit, arguments
from mailserver.frontdoor.lines import Lines, Piece
from mailserver.frontdoor.values import Listener, SignIn, StartTls, UserNames

F = TypeVar("F")

SLICE_SECONDS = 0.05
"""How often a slow line sends some bytes."""

POISON = b"* BYE this was said in plain text, after the OK\r\n* CAPABILITY LOGINDISABLED\r\n"
# Each at the place where the grammar has it: names of mailboxes and what mail says may look alike.
UIDVALIDITY = re.compile(
    rb"\A(\S+ OK \[(?:UIDVALIDITY|APPENDUID|COPYUID) |\* STATUS .*\([^()]*UIDVALIDITY )(\d+)",
    re.IGNORECASE | re.DOTALL,
)
CAPABILITIES = re.compile(
    rb"\A(\* CAPABILITY |\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY )([^\]\r\n]*)", re.IGNORECASE
)
SEARCH = re.compile(rb"\A\S+ (?:UID )?SEARCH ", re.IGNORECASE)
QUOTED = re.compile(rb'("(?:\\.|[^"\\])*")')


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

    how: How


Act = Send | Pause | Secure | End


@dataclass
class Tally:
    """What one door has to remember across its connections.

    Attributes:
        happened: how often each fault has.
        signed_in: how many connections are now.
    """

    happened: Counter[Fault] = field(default_factory=Counter)
    signed_in: int = 0


class Dialogue:
    """One conversation.

    Args:
        listener: what the port does.
        account: the one that the door is for; None where nobody's name has to be known.
        tally: the door's.
    """

    def __init__(self, listener: Listener, account: Account | None, tally: Tally) -> None:
        self.listener = listener
        self.account = account
        self.tally = tally
        self.is_secure = listener.tls
        self._app = Lines(status_has_no_literal=False)
        self._server = Lines(status_has_no_literal=True)
        self._greeted = False
        # The command that the door takes for itself, as far as it has come.
        self._taken: Splitter | None = None
        self._mechanism: tuple[bytes, str, list[bytes]] | None = None
        self._logins: set[bytes] = set()
        self._is_signed_in = False
        self._fetches = 0
        self._sent = 0
        self._to_cut = 0
        self._is_cutting = False

    @property
    def is_transparent(self) -> bool:
        """Say whether every byte passes as it came."""
        here = self.listener
        return (
            not (here.faults or here.starttls or here.capabilities or here.bridges)
            and here.sign_in == SignIn()
        )

    def app_said(self, data: bytes) -> Iterator[Act]:
        """Take in bytes from the app."""
        if self.is_transparent:
            yield Send("server", data)
            return
        for piece in self._app.feed(data):
            was_secure = self.is_secure
            yield from self._from_app(piece)
            if self.is_secure and not was_secure:
                # What came in the same packet was said in plain: it must not be obeyed after TLS.
                return

    def server_said(self, data: bytes) -> Iterator[Act]:
        """Take in bytes from the server."""
        if self.is_transparent:
            yield Send("app", data)
            return
        for piece in self._server.feed(data):
            for act in self._from_server(piece):
                yield from self._measured(act)

    def ended(self) -> None:
        """Take note that the connection is over."""
        if self._is_signed_in:
            self._is_signed_in = False
            self.tally.signed_in -= 1

    # The app's side.

    def _from_app(self, piece: Piece) -> Iterator[Act]:
        if self._mechanism is not None:
            yield from self._challenge_answered(piece)
            return
        if self._taken is not None:
            yield from self._take(piece)
            return
        verb = _verb(piece) if piece.begins else b""
        if self._is_the_doors_own(verb):
            self._taken = Splitter(status_has_no_literal=False, keep=4096)
            yield from self._take(piece)
            return
        if verb == b"FETCH":
            self._fetches += 1
            if self._ends_at_fetch():
                yield from self._end(self._found(EndsAtFetch))
                return
            cut = self._found(CutsLiteral)
            if cut is not None and cut.fetch == self._fetches and self._may_happen(cut):
                self._is_cutting = True
        if verb == b"LOGOUT":
            self.ended()
        if late := self._late(verb):
            yield Pause(late)
        data = _in_capitals(piece) if self.listener.bridges else piece.data
        yield Send("server", data)

    def _is_the_doors_own(self, verb: bytes) -> bool:
        here = self.listener
        if verb == b"STARTTLS":
            return here.starttls is not None
        if verb not in (b"LOGIN", b"AUTHENTICATE"):
            return False
        guards = (RefusesLogin, WantsPrivacy, AtMost)
        return (
            here.sign_in != SignIn()
            or here.starttls is not None
            or any(isinstance(fault, guards) for fault in here.faults)
        )

    def _take(self, piece: Piece) -> Iterator[Act]:
        """Take a command in; do it when it is whole."""
        assert self._taken is not None
        units = [*self._taken.feed(piece.data)]
        if piece.waits:
            yield Send("app", b"+ go on\r\n", "door")
        if units:
            self._taken = None
            yield from self._command(units[0])

    def _command(self, unit: Unit) -> Iterator[Act]:
        words = arguments(unit)
        tag, verb, *rest = words[0], words[1].upper(), *words[2:]
        if verb == b"STARTTLS":
            yield from self._starttls(tag)
        elif verb == b"LOGIN":
            if len(rest) != 2:
                yield _answer(tag, "BAD", "LOGIN wants a user name and a password")
            elif self._login_is_disabled:
                yield _answer(tag, "NO", "[PRIVACYREQUIRED] LOGIN is disabled")
            else:
                yield from self._login(tag, rest[0], rest[1])
        else:
            yield from self._authenticate(tag, rest)

    def _starttls(self, tag: bytes) -> Iterator[Act]:
        kind = self.listener.starttls
        if self.is_secure or kind in (StartTls.STRIPPED, StartTls.REFUSED):
            text = "Unknown command" if kind is StartTls.STRIPPED else "TLS is not available now"
            yield _answer(tag, "BAD", text)
            return
        poison = POISON if kind is StartTls.POISONED else b""
        yield Secure(tag + b" OK Begin TLS now\r\n" + poison)
        self._app.drop()
        self.is_secure = True

    @property
    def _login_is_disabled(self) -> bool:
        needs_tls = self.listener.starttls is StartTls.REQUIRED and not self.is_secure
        return needs_tls or self.listener.sign_in.login_is_disabled

    def _authenticate(self, tag: bytes, words: list[bytes]) -> Iterator[Act]:
        """Begin an exchange (RFC 9051, 6.2.2; an initial response is RFC 4959's)."""
        mechanism = words[0].decode("ascii", "replace").upper() if words else ""
        if mechanism not in self.listener.sign_in.mechanisms or (
            self.listener.starttls is StartTls.REQUIRED and not self.is_secure
        ):
            yield _answer(tag, "NO", "Unsupported authentication mechanism")
            return
        self._mechanism = (tag, mechanism, [])
        if len(words) > 1:
            yield from self._answered(words[1])
        else:
            yield self._challenge()

    def _challenge(self) -> Act:
        assert self._mechanism is not None
        _, mechanism, answers = self._mechanism
        prompts = {"LOGIN": (b"User Name\0", b"Password\0")}.get(mechanism, (b"",))
        asked = base64.b64encode(prompts[len(answers)])
        return Send("app", b"+ " + asked + b"\r\n", "door")

    def _challenge_answered(self, piece: Piece) -> Iterator[Act]:
        yield from self._answered(piece.data.strip())

    def _answered(self, word: bytes) -> Iterator[Act]:
        assert self._mechanism is not None
        tag, mechanism, answers = self._mechanism
        try:
            answers.append(base64.b64decode(b"" if word == b"=" else word, validate=True))
        except (binascii.Error, ValueError):
            self._mechanism = None
            yield _answer(tag, "BAD", "The exchange was ended")  # "*" does that
            return
        if mechanism == "LOGIN" and len(answers) < 2:
            yield self._challenge()
            return
        self._mechanism = None
        names = answers if mechanism == "LOGIN" else answers[0].split(b"\0")[1:]
        if len(names) != 2:
            yield _answer(tag, "BAD", "That is no answer of this mechanism")
            return
        yield from self._login(tag, *names)

    def _login(self, tag: bytes, user: bytes, password: bytes) -> Iterator[Act]:
        """Let the server judge a login, unless the port refuses it out of hand."""
        refuses, privacy = self._found(RefusesLogin), self._found(WantsPrivacy)
        at_most = self._found(AtMost)
        if late := self._late(b"LOGIN"):
            yield Pause(late)
        if privacy is not None and not self.is_secure:
            yield _answer(tag, "NO", "[PRIVACYREQUIRED] Plaintext logins are not taken here")
        elif refuses is not None and self._may_happen(refuses):
            yield _answer(tag, "NO", refuses.text)
        elif at_most is not None and self.tally.signed_in >= at_most.connections:
            yield _answer(tag, "NO", at_most.text)
        else:
            self._logins.add(tag)
            name = self._known_as(user)
            yield Send(
                "server", tag + b" LOGIN " + _literal(name) + b" " + _literal(password) + b"\r\n"
            )

    def _known_as(self, user: bytes) -> bytes:
        """Return the name by which the server knows who is let in under this one."""
        names, account = self.listener.sign_in.user_names, self.account
        if account is None or names is UserNames.AS_THE_SERVER_HAS_IT:
            return user
        whole = account.address.encode()
        local = whole.rpartition(b"@")[0]
        let_in = {
            UserNames.WHOLE_ADDRESS: (whole,),
            UserNames.LOCAL_PART: (local,),
            UserNames.EITHER: (whole, local),
        }[names]
        # Somebody whom the server doesn't know is refused in its own words.
        known = user.lower() in {each.lower() for each in let_in}
        return account.login.encode() if known else b"unknown." + user

    # The server's side.

    def _from_server(self, piece: Piece) -> Iterator[Act]:
        if piece.is_literal:
            yield from self._literal_passes(piece.data)
            return
        data = piece.data
        if not self._greeted:
            self._greeted = True
            yield from self._greeting(data)
            return
        tag, _, rest = data.partition(b" ")
        if piece.begins and tag in self._logins:
            data = self._login_answered(tag, rest, data)
        if piece.begins:
            data = CAPABILITIES.sub(self._capabilities, data)
            if other := self._found(OtherUidValidity):
                by = other.by
                data = UIDVALIDITY.sub(lambda m: m[1] + b"%d" % (int(m[2]) + by), data)
        if self._is_cutting and piece.announces:
            self._to_cut = max(piece.announces // 2, 1)
        if piece.begins and (slow := self._found(Slow)) and slow.latency:
            yield Pause(slow.latency)
        yield Send("app", data)

    def _greeting(self, data: bytes) -> Iterator[Act]:
        if after := self._found(GreetsAfter):
            yield Pause(after.seconds)
        greets = self._found(Greets)
        if greets is None:
            yield Send("app", CAPABILITIES.sub(self._capabilities, data))
            return
        yield Send("app", greets.text.encode() + b"\r\n", "door")
        if greets.text.upper().startswith("* BYE"):
            yield End(How.CLOSE)

    def _login_answered(self, tag: bytes, rest: bytes, data: bytes) -> bytes:
        self._logins.discard(tag)
        if rest[:3].upper() == b"OK ":
            self._is_signed_in = True
            self.tally.signed_in += 1
        elif self.listener.sign_in.refusal:
            return tag + b" NO " + self.listener.sign_in.refusal.encode() + b"\r\n"
        return data

    def _capabilities(self, found: re.Match[bytes]) -> bytes:
        here = self.listener
        if here.capabilities:
            return found[1] + here.capabilities.encode()
        words = found[2].split()
        sign_in = here.sign_in
        if sign_in != SignIn() or here.starttls is not None:
            # What the door takes logins for, GreenMail's own OAuth does not reach.
            words = [word for word in words if not word.startswith(b"AUTH=")]
        if not self.is_secure and here.starttls not in (None, StartTls.STRIPPED):
            words.append(b"STARTTLS")
        words += [b"AUTH=" + each.encode() for each in sign_in.mechanisms]
        if self._login_is_disabled:
            words.append(b"LOGINDISABLED")
        return found[1] + b" ".join(words)

    def _literal_passes(self, data: bytes) -> Iterator[Act]:
        if not self._to_cut:
            yield Send("app", data)
            return
        yield Send("app", data[: self._to_cut])
        self._to_cut -= min(len(data), self._to_cut)
        if not self._to_cut:
            yield End(How.CLOSE)

    def _measured(self, act: Act) -> Iterator[Act]:
        """Let bytes to the app pass at the line's rate, and end it where it has to."""
        if not isinstance(act, Send):
            yield act
            return
        ends = self._found(EndsAfter)
        data = act.data
        if ends is not None and self._sent + len(data) > ends.bytes and self._may_happen(ends):
            yield Send("app", data[: ends.bytes - self._sent], act.by)
            yield from self._end(ends)
            return
        self._sent += len(data)
        slow = self._found(Slow)
        if slow is None or not slow.bytes_per_second:
            yield act
            return
        size = max(int(slow.bytes_per_second * SLICE_SECONDS), 1)
        for at in range(0, len(data), size):
            part = data[at : at + size]
            yield Pause(len(part) / slow.bytes_per_second)
            yield Send("app", part, act.by)

    # Faults.

    def _found(self, kind: type[F]) -> F | None:
        return next((each for each in self.listener.faults if isinstance(each, kind)), None)

    def _may_happen(self, fault: Fault) -> bool:
        """Say whether a fault happens to this connection, and count that it does."""
        times = getattr(fault, "times", 0)
        if times and self.tally.happened[fault] >= times:
            return False
        self.tally.happened[fault] += 1
        return True

    def _ends_at_fetch(self) -> bool:
        ends = self._found(EndsAtFetch)
        return ends is not None and ends.number == self._fetches and self._may_happen(ends)

    def _end(self, fault: EndsAtFetch | EndsAfter | None) -> Iterator[Act]:
        assert fault is not None
        if fault.how is How.BYE:
            yield Send("app", f"* BYE {fault.text}\r\n".encode(), "door")
        yield End(fault.how)

    def _late(self, verb: bytes) -> float:
        late = (each for each in self.listener.faults if isinstance(each, TakesLong))
        concerned = (each for each in late if each.command.encode() == verb)
        return sum(each.seconds for each in concerned if self._may_happen(each))


def _verb(piece: Piece) -> bytes:
    """Return a command's name in capitals; UID FETCH is FETCH."""
    words = piece.data.split(maxsplit=3)
    verb = words[1].upper() if len(words) > 1 else b""
    if verb == b"UID" and len(words) > 2:
        return words[2].upper()
    return verb


def _answer(tag: bytes, result: str, text: str) -> Send:
    return Send("app", tag + f" {result} {text}\r\n".encode(), "door")


def _literal(data: bytes) -> bytes:
    """Return a non-synchronizing literal (RFC 7888), as GreenMail takes any bytes."""
    return b"{%d+}\r\n%b" % (len(data), data)


def _in_capitals(piece: Piece) -> bytes:
    """Return a SEARCH with its keys in capitals: GreenMail refuses others, against RFC 9051, 6.4.4.

    What is quoted stays; so do the literals, which are other pieces.
    """
    if not (piece.begins and SEARCH.match(piece.data)):
        return piece.data
    tag, rest = piece.data.split(b" ", 1)
    parts = QUOTED.split(rest)
    return tag + b" " + b"".join(part if part.startswith(b'"') else part.upper() for part in parts)
