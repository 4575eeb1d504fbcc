"""Who is let in at a port: LOGIN and AUTHENTICATE, where the port has ways of its own with them.

Every login that is not refused out of hand becomes GreenMail's LOGIN, with literals, which take any
user name and password; GreenMail judges it.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Act, Pause, Send, answer
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts, found
from bluebar.mailserver.frontdoor.faults import ConnectionLimit, RefusesLogin, RequiresPrivacy
from bluebar.mailserver.frontdoor.proxy_config import Listener, SignIn, StartTls, UserNames

PROMPTS = {"PLAIN": (b"",), "LOGIN": (b"User Name\0", b"Password\0")}
"""What a server asks for in each mechanism: RFC 4616; draft-murchison-sasl-login."""


@dataclass
class Exchange:
    """An AUTHENTICATE that goes on."""

    tag: bytes
    mechanism: str
    answers: list[bytes] = field(default_factory=list)


class LoginPolicy:
    """Let apps in at a port, or not.

    Args:
        listener: what the port does.
        account: the one that the door is for; None where nobody's name has to be known.
        tally: the door's.
    """

    def __init__(self, listener: Listener, account: Account | None, tally: FaultCounts) -> None:
        self.listener = listener
        self.account = account
        self.tally = tally
        self.exchange: Exchange | None = None
        self._asked: set[bytes] = set()
        self._is_signed_in = False
        self._is_counted = False

    def takes(self, verb: bytes) -> bool:
        """Say whether the port answers this command itself, or looks at it first."""
        if verb not in (b"LOGIN", b"AUTHENTICATE"):
            return False
        here = self.listener
        guards = (RefusesLogin, RequiresPrivacy, ConnectionLimit)
        return (
            here.sign_in != SignIn()
            or here.starttls is not None
            or any(isinstance(fault, guards) for fault in here.faults)
        )

    def is_login_disabled(self, *, secure: bool) -> bool:
        """Say whether LOGIN is refused at this moment."""
        return self._needs_tls(secure=secure) or self.listener.sign_in.login_is_disabled

    def _needs_tls(self, *, secure: bool) -> bool:
        return self.listener.starttls is StartTls.REQUIRED and not secure

    def login(self, tag: bytes, words: list[bytes] | None, *, secure: bool) -> Iterator[Act]:
        """Answer a LOGIN (RFC 9051, 6.2.3), or let the server do it.

        Args:
            tag: the command's.
            words: its arguments; None for what is none.
            secure: whether it came by TLS.
        """
        if words is None or len(words) != 2:
            yield answer(tag, "BAD", "LOGIN wants a user name and a password")
        elif self.is_login_disabled(secure=secure):
            yield answer(tag, "NO", "[PRIVACYREQUIRED] LOGIN is disabled")
        else:
            yield from self._let_in(tag, words[0], words[1], secure=secure)

    def authenticate(self, tag: bytes, words: list[bytes] | None, *, secure: bool) -> Iterator[Act]:
        """Begin an exchange (RFC 9051, 6.2.2; an initial response is RFC 4959's)."""
        mechanism = words[0].decode("ascii", "replace").upper() if words else ""
        if self._needs_tls(secure=secure) or mechanism not in self.listener.sign_in.mechanisms:
            yield answer(tag, "NO", "Unsupported authentication mechanism")
            return
        self.exchange = Exchange(tag, mechanism)
        if words and len(words) > 1:
            yield from self.answered(words[1], secure=secure)
        else:
            yield self._challenge(self.exchange)

    def answered(self, word: bytes, *, secure: bool) -> Iterator[Act]:
        """Take an answer to a challenge; let the server judge when all are there."""
        exchange = self.exchange
        assert exchange is not None
        try:
            decoded = base64.b64decode(b"" if word == b"=" else word, validate=True)
        except (binascii.Error, ValueError):
            self.exchange = None
            yield answer(exchange.tag, "BAD", "The exchange was ended")  # "*" does that
            return
        exchange.answers.append(decoded)
        if len(exchange.answers) < len(PROMPTS[exchange.mechanism]):
            yield self._challenge(exchange)
            return
        self.exchange = None
        plain = exchange.mechanism == "PLAIN"
        names = decoded.split(b"\0")[1:] if plain else exchange.answers
        if len(names) != 2:
            yield answer(exchange.tag, "BAD", "That is no answer of this mechanism")
            return
        yield from self._let_in(exchange.tag, names[0], names[1], secure=secure)

    @staticmethod
    def _challenge(exchange: Exchange) -> Act:
        prompt = PROMPTS[exchange.mechanism][len(exchange.answers)]
        return Send("app", b"+ " + base64.b64encode(prompt) + b"\r\n", "door")

    def _let_in(self, tag: bytes, user: bytes, password: bytes, *, secure: bool) -> Iterator[Act]:
        """Let the server judge a login, unless the port refuses it out of hand."""
        here = self.listener
        refuses, at_most = found(here, RefusesLogin), found(here, ConnectionLimit)
        if late := self.tally.seconds_late(here, b"LOGIN"):
            yield Pause(late)
        if found(here, RequiresPrivacy) and not secure:
            yield answer(tag, "NO", "[PRIVACYREQUIRED] Plaintext logins are not taken here")
        elif refuses is not None and self.tally.may_happen(refuses):
            yield answer(tag, "NO", refuses.text)
        elif at_most and not self._is_counted and self.tally.signed_in >= at_most.connections:
            yield answer(tag, "NO", at_most.text)
        else:
            # From now on, or two that ask at the same moment would both be let in.
            self.tally.signed_in += not self._is_counted
            self._is_counted = True
            self._asked.add(tag)
            names = _literal(self._known_as(user)), _literal(password)
            yield Send("server", tag + b" LOGIN %b %b\r\n" % names)

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
        known = user.lower() in {each.lower() for each in let_in}
        # Somebody whom the server doesn't know is refused in its own words.
        return account.login.encode() if known else b"unknown." + user

    def server_answered(self, tag: bytes, result: bytes, line: bytes) -> bytes:
        """Return the line with which the app gets the server's judgement."""
        if tag not in self._asked:
            return line
        self._asked.discard(tag)
        if result.upper() == b"OK":
            self._is_signed_in = True
            return line
        if not (self._is_signed_in or self._asked):
            self.left()
        if self.listener.sign_in.refusal:
            return tag + f" NO {self.listener.sign_in.refusal}\r\n".encode()
        return line

    def left(self) -> None:
        """Take note that the app has signed out, or is gone."""
        self.tally.signed_in -= self._is_counted
        self._is_counted = self._is_signed_in = False

    def capabilities(self, words: list[bytes], *, secure: bool) -> list[bytes]:
        """Return what the port can, by what the server can."""
        here = self.listener
        if here.sign_in != SignIn() or here.starttls is not None:
            # What the port takes logins for, GreenMail's own OAuth does not reach.
            words = [word for word in words if not word.startswith(b"AUTH=")]
        if not secure and here.starttls not in (None, StartTls.STRIPPED):
            words.append(b"STARTTLS")
        if not self._needs_tls(secure=secure):
            words += [b"AUTH=" + each.encode() for each in here.sign_in.mechanisms]
        if self.is_login_disabled(secure=secure):
            words.append(b"LOGINDISABLED")
        return words


def _literal(data: bytes) -> bytes:
    """Return a non-synchronizing literal (RFC 7888), as GreenMail takes any bytes."""
    return b"{%d+}\r\n%b" % (len(data), data)
