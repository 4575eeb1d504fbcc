"""Accept or refuse a login (LOGIN, AUTHENTICATE) at a port, and reword the server's result. No I/O.

Every login that the port does not refuse is sent to the server as a LOGIN (`imap_string`). The
server then checks user name and password.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Action, Pause, Send, tagged_response
from bluebar.mailserver.frontdoor.command_queue import CommandQueue
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.fault_stages import FaultsByStage
from bluebar.mailserver.frontdoor.faults import (
    ConnectionLimit,
    LoginFault,
    RefusesLogin,
    RequiresPrivacy,
    RewordsRefusal,
)
from bluebar.mailserver.frontdoor.imap_string import imap_string
from bluebar.mailserver.frontdoor.proxy_config import SignIn, UserNames
from bluebar.mailserver.frontdoor.starttls_policy import StartTlsPolicy

LOGIN_COMMANDS = (b"LOGIN", b"AUTHENTICATE")
OWN_CAPABILITIES = (b"STARTTLS", b"LOGINDISABLED")
"""Capabilities that the app never gets from the server: the port itself handles STARTTLS and
LOGIN."""


@dataclass
class SaslExchange:
    """An authentication exchange that is under way (RFC 4422, 3)."""

    tag: bytes
    mechanism: str
    responses: list[bytes] = field(default_factory=list)


class LoginPolicy:
    """Accept or refuse the logins of one connection.

    Args:
        sign_in: the ways in which apps can log in at the port.
        faults: the faults of the port.
        starttls: the policy that knows whether the connection is encrypted.
        account: the account behind the door; None if the door maps no user names.
        counts: the counts of the door.
        queue: the queue of commands that the server has not answered.
    """

    def __init__(
        self,
        sign_in: SignIn,
        faults: FaultsByStage,
        *,
        starttls: StartTlsPolicy,
        account: Account | None,
        counts: FaultCounts,
        queue: CommandQueue,
    ) -> None:
        self.exchange: SaslExchange | None = None
        self._sign_in = sign_in
        self._faults = faults
        self._starttls = starttls
        self._account = account
        self._counts = counts
        self._queue = queue
        self._forwarded: set[bytes] = set()  # tags of logins that the server has to answer
        self._is_logged_in = False
        self._is_counted = False

    @property
    def is_login_disabled(self) -> bool:
        """Whether LOGIN is refused at this moment."""
        return self._starttls.forbids_login or self._sign_in.login_is_disabled

    def login(self, tag: bytes, words: list[bytes] | None) -> Iterator[Action]:
        """Answer a LOGIN (RFC 9051, 6.2.3), or forward it to the server.

        Args:
            tag: the tag of the command.
            words: the arguments of the command; None if they are malformed.
        """
        if words is None or len(words) != 2:
            yield tagged_response(tag, "BAD", "LOGIN wants a user name and a password")
        elif self.is_login_disabled:
            yield tagged_response(tag, "NO", "[PRIVACYREQUIRED] LOGIN is disabled")
        else:
            yield from self._check(tag, words[0], words[1])

    def authenticate(self, tag: bytes, words: list[bytes] | None) -> Iterator[Action]:
        """Begin an authentication exchange (RFC 9051, 6.2.2).

        Args:
            tag: the tag of the AUTHENTICATE command.
            words: the arguments of the command: the mechanism, and the initial response if there
                is one (RFC 4959); None if they are malformed.
        """
        mechanism = words[0].decode("ascii", "replace").upper() if words else ""
        if self._starttls.forbids_login or mechanism not in self._sign_in.mechanisms:
            yield tagged_response(tag, "NO", "Unsupported authentication mechanism")
            return
        self.exchange = SaslExchange(tag, mechanism)
        if words and len(words) > 1:
            yield from self.take_response(words[1])
        else:
            yield self._challenge(self.exchange)

    def take_response(self, word: bytes) -> Iterator[Action]:
        """Take the client's response to a challenge; forward the login after the last one."""
        exchange = self.exchange
        assert exchange is not None
        try:
            decoded = base64.b64decode(b"" if word == b"=" else word, validate=True)
        except (binascii.Error, ValueError):
            self.exchange = None
            # A client ends an exchange by "*", which is not base64.
            yield tagged_response(exchange.tag, "BAD", "The exchange was ended")
            return
        exchange.responses.append(decoded)
        if len(exchange.responses) < len(self._challenges(exchange)):
            yield self._challenge(exchange)
            return
        self.exchange = None
        is_plain = exchange.mechanism == "PLAIN"
        names = decoded.split(b"\0")[1:] if is_plain else exchange.responses
        if len(names) != 2:
            yield tagged_response(exchange.tag, "BAD", "That is no answer of this mechanism")
            return
        yield from self._check(exchange.tag, names[0], names[1])

    def _challenges(self, exchange: SaslExchange) -> tuple[bytes, ...]:
        """Return the server's challenges of a mechanism; PLAIN has an empty one (RFC 4616)."""
        return (b"",) if exchange.mechanism == "PLAIN" else self._sign_in.challenges.value

    def _challenge(self, exchange: SaslExchange) -> Action:
        challenge = self._challenges(exchange)[len(exchange.responses)]
        return Send("app", b"+ " + base64.b64encode(challenge) + b"\r\n", "door")

    def _check(self, tag: bytes, user: bytes, password: bytes) -> Iterator[Action]:
        """Forward a login to the server unless a fault of the port refuses the login."""
        if delay := self._counts.consume_delays(self._faults.delay, b"LOGIN"):
            yield Pause(delay)
        for fault in self._faults.login:
            if (text := self._refusal(fault)) is not None:
                yield tagged_response(tag, "NO", text)
                return
        # The login is counted before the server's result is known. Otherwise two logins at the same
        # moment would both be accepted.
        self._counts.logged_in += not self._is_counted
        self._is_counted = True
        self._forwarded.add(tag)
        self._queue.add(tag, b"LOGIN")
        name, word = self._server_user_name(user), self._server_password(password)
        line = b"%b LOGIN %b %b\r\n" % (tag, imap_string(name), imap_string(word))
        yield Send("server", line)

    def _refusal(self, fault: LoginFault) -> str | None:
        """Return the text with which a fault refuses a login; None if the fault refuses none."""
        match fault:
            case RequiresPrivacy():
                is_refused = not self._starttls.is_encrypted
                text = "[PRIVACYREQUIRED] Plaintext logins are not taken here"
                return text if is_refused else None
            case RefusesLogin():
                return fault.text if self._counts.consume(fault) else None
            case ConnectionLimit():
                is_full = self._counts.logged_in >= fault.connections
                return fault.text if is_full and not self._is_counted else None
            case _:
                assert_never(fault)

    def _server_user_name(self, user: bytes) -> bytes:
        """Return the user name to send to the server for the user name that the app sent.

        For a valid user name, this is the account's user name on the server.
        """
        names, account = self._sign_in.user_names, self._account
        if account is None or names is UserNames.AS_THE_SERVER_HAS_IT:
            return user
        whole = account.address.encode()
        local = whole.rpartition(b"@")[0]
        valid = {
            UserNames.WHOLE_ADDRESS: (whole,),
            UserNames.LOCAL_PART: (local,),
            UserNames.EITHER: (whole, local),
        }[names]
        is_valid = user.lower() in {each.lower() for each in valid}
        # For an invalid user name, the server gets the name of an unknown user: the app then gets
        # GreenMail's own refusal.
        return account.login.encode() if is_valid else b"unknown." + user

    def _server_password(self, password: bytes) -> bytes:
        """Return the password to send to the server for the password that the app sent."""
        accepted = self._sign_in.password
        if self._account is None or accepted is None:
            return password
        # If the app sent another password, the server gets a wrong one. So the app gets GreenMail's
        # refusal even if it sent the account's own password.
        is_valid = password == accepted.encode()
        return self._account.password.encode() if is_valid else b"not the password: " + password

    def rewrite_result(self, tag: bytes, result: bytes, line: bytes) -> bytes:
        """Return the first line of a response; the text of a refused login may be replaced.

        Args:
            tag: the tag of the response.
            result: "OK", "NO" or "BAD", in capitals or small letters.
            line: the whole line.
        """
        if tag not in self._forwarded:
            return line
        self._forwarded.discard(tag)
        if result.upper() == b"OK":
            self._is_logged_in = True
            return line
        if not (self._is_logged_in or self._forwarded):
            self.logged_out()
        for fault in self._faults.login_result:
            match fault:
                case RewordsRefusal(text=text):
                    return tag + f" NO {text}\r\n".encode()
                case _:
                    assert_never(fault)
        return line

    def logged_out(self) -> None:
        """Note that the app has logged out, or that the connection is closed."""
        self._counts.logged_in -= self._is_counted
        self._is_counted = self._is_logged_in = False

    def capabilities(self, words: list[bytes]) -> list[bytes]:
        """Return the port's capabilities.

        Args:
            words: the capabilities of the server.
        """
        # The port handles STARTTLS and logins itself, so the server's capabilities for these are
        # replaced.
        words = [each for each in words if not _is_own_capability(each.upper())]
        if self._sign_in.mechanisms and b"SASL-IR" not in (each.upper() for each in words):
            words.append(b"SASL-IR")
        if self._starttls.is_announced:
            words.append(b"STARTTLS")
        if not self._starttls.forbids_login:
            words += [b"AUTH=" + each.encode() for each in self._sign_in.mechanisms]
        if self.is_login_disabled:
            words.append(b"LOGINDISABLED")
        return words


def _is_own_capability(word: bytes) -> bool:
    return word in OWN_CAPABILITIES or word.startswith(b"AUTH=")
