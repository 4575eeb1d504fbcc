"""Reach a mailbox over IMAP, and tell why not in one of the known reasons.

Certificates are always verified. Nothing is ever written to the mailbox: folders are examined, and
messages are peeked at.
"""

import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from imapclient import IMAPClient

from app.deadline import within
from app.guard import Guard
from app.problems import ConnectError, Reason
from app.settings import Settings

APP_PASSWORD = re.compile(r"app(lication)?[- ]?(specific)?[- ]password|oauth", re.IGNORECASE)
LATER = re.compile(r"\[(UNAVAILABLE|LIMIT|INUSE|OVERQUOTA)\]", re.IGNORECASE)
PRIVACY = re.compile(r"\[PRIVACYREQUIRED\]", re.IGNORECASE)
ATOM = re.compile(rb"[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+\Z")
CERTIFICATE = {
    9: Reason.NOT_YET_VALID,
    10: Reason.EXPIRED,
    62: Reason.OTHER_NAME,
    64: Reason.OTHER_NAME,
}
"""OpenSSL's verify codes (X509_V_ERR_…); 62 and 64 are mismatches of host name and address."""
TLS_ALERT = ("TLSV1", "SSLV3_ALERT")
"""How OpenSSL's names for what a TLS server answers begin."""
LOGOUT_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What it takes to reach a mailbox."""

    username: str
    password: str = field(repr=False)
    server: str
    port: int
    use_ssl: bool


class Mailboxes:
    """Open mailboxes as the settings say.

    Args:
        settings: time-outs, trust, and which hosts are allowed.
    """

    def __init__(self, settings: Settings) -> None:
        self.guard = Guard(settings.allowed_mail_hosts)
        self.connect_timeout = settings.number("connect_timeout")
        self.greeting_timeout = settings.number("greeting_timeout")
        self.login_timeout = settings.number("login_timeout")
        self.command_timeout = settings.number("command_timeout")
        self.tls = ssl.create_default_context()
        if settings.mail_ca_file:
            self.tls.load_verify_locations(settings.mail_ca_file)

    @contextmanager
    def open(self, credentials: Credentials) -> Iterator[IMAPClient]:
        """Connect and sign in; sign out at the end.

        Raises:
            ConnectError: why not.
        """
        imap = self._greeted(credentials)
        client = _Client(imap, credentials.server)
        try:
            with _told_as(Reason.LOST), within(self.login_timeout, imap.sock):
                _sign_in(imap, credentials)
            imap.sock.settimeout(self.command_timeout)
            with _told_as(Reason.LOST):
                yield client
            # All is done by now: a server that parts without a word has not failed.
            with suppress(imaplib.IMAP4.error, OSError), within(LOGOUT_SECONDS, imap.sock):
                imap.logout()
        finally:
            # After a LOGOUT that went well the connection is closed already.
            with suppress(OSError):
                imap.shutdown()

    def _greeted(self, wanted: Credentials) -> "_Imap4":
        connection = self._connection(wanted.server, wanted.port)
        if wanted.use_ssl:
            connection = self._encrypted(connection, wanted)
        imap = None
        try:
            with within(self.greeting_timeout, connection):
                imap = _Imap4(connection)
        except TimeoutError as error:
            raise self._silent(wanted) from error
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            raise _bad_greeting(error) from error  # imaplib reads some answers as ASCII
        finally:
            if imap is None:
                connection.close()
        return imap

    def _connection(self, host: str, port: int) -> socket.socket:
        problem = ConnectError(Reason.NOT_FOUND)
        ends = time.monotonic() + self.connect_timeout
        addresses = self.guard.addresses(host, port, self.connect_timeout)
        # Each gets its share, so that one that never answers leaves time for the others.
        share = max(ends - time.monotonic(), 0.1) / max(len(addresses), 1)
        for address in addresses:
            try:
                connection = socket.create_connection((address, port), share)
            except ConnectionRefusedError:
                problem = ConnectError(Reason.REFUSED, f"Tried {host}, port {port}.")
            except TimeoutError:
                problem = ConnectError(Reason.NO_ANSWER, f"Tried {host}, port {port}.")
            except OSError as error:
                problem = ConnectError(Reason.NO_ANSWER, f"{error.strerror or error}.")
            else:
                # Without this, Nagle's algorithm and delayed ACKs cost 40 ms a command.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
        raise problem

    def _encrypted(self, connection: socket.socket, wanted: Credentials) -> ssl.SSLSocket:
        try:
            return self._shaken(connection, wanted)
        except ssl.SSLCertVerificationError as error:
            reason = CERTIFICATE.get(error.verify_code, Reason.UNTRUSTED)
            raise ConnectError(reason, f"({error.verify_message})") from error
        except ssl.SSLEOFError as error:
            raise ConnectError(Reason.LOST) from error
        except ssl.SSLError as error:
            old = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION")
            if any(word in (error.reason or "") for word in old):
                raise ConnectError(Reason.TLS_TOO_OLD) from error
            if _speaks_tls(error):
                said = (error.reason or "").replace("_", " ").lower()
                raise ConnectError(Reason.OTHER, f"It broke SSL off ({said}).") from error
            raise self._without_ssl(wanted) from error
        except TimeoutError as error:
            raise ConnectError(Reason.NO_ANSWER) from error
        except OSError as error:
            raise ConnectError(Reason.LOST) from error

    def _shaken(self, connection: socket.socket, wanted: Credentials) -> ssl.SSLSocket:
        """Return the connection after a TLS handshake; close it when that fails."""
        secured = self.tls.wrap_socket(
            connection, server_hostname=wanted.server, do_handshake_on_connect=False
        )
        try:
            with within(self.greeting_timeout, secured):
                secured.do_handshake()
        except OSError:
            secured.close()
            raise
        return secured

    def _without_ssl(self, wanted: Credentials) -> ConnectError:
        """Say what answers at a port that does not speak SSL; nothing secret is sent."""
        try:
            with self._connection(wanted.server, wanted.port) as connection:
                connection.settimeout(self.greeting_timeout)
                greeting = connection.recv(512)
        except (OSError, ConnectError):
            greeting = b""
        if greeting.startswith(b"+OK"):
            return ConnectError(Reason.POP3)
        if greeting and not greeting.startswith(b"*"):
            return ConnectError(Reason.NOT_IMAP)
        return ConnectError(Reason.SSL_NOT_SPOKEN)

    def _silent(self, wanted: Credentials) -> ConnectError:
        """Say whether a server that does not greet is waiting for SSL; nothing secret is sent."""
        if wanted.use_ssl:
            return ConnectError(Reason.NO_ANSWER)
        try:
            with self._connection(wanted.server, wanted.port) as connection:
                self._shaken(connection, wanted).close()
        except ssl.SSLError as error:
            return ConnectError(Reason.SSL_WANTED if _speaks_tls(error) else Reason.NO_ANSWER)
        except (OSError, ConnectError):
            return ConnectError(Reason.NO_ANSWER)
        return ConnectError(Reason.SSL_WANTED)


class _Imap4(imaplib.IMAP4):
    """imaplib's client over a connection that stands already; it keeps the greeting."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.first_line = b""
        super().__init__()

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002
        return self._connection

    def readline(self) -> bytes:
        line = super().readline()
        if not self.first_line:
            self.first_line = line
            if not line:
                raise ConnectError(Reason.LOST)
            if line.startswith(b"+OK"):
                raise ConnectError(Reason.POP3)
            if not line.startswith(b"* "):
                raise ConnectError(Reason.NOT_IMAP)
        return line


class _Client(IMAPClient):  # type: ignore[misc]  # the package ships no types
    """IMAPClient, for what it reads of responses, on a connection that is signed in."""

    def __init__(self, imap: _Imap4, host: str) -> None:
        self._made = imap
        super().__init__(host, ssl=False)
        # Times keep the server's offset: in this machine's zone one hour a year has two meanings.
        self.normalise_times = False

    def _create_IMAP4(self) -> _Imap4:  # noqa: N802 - IMAPClient's name
        return self._made


def _speaks_tls(error: ssl.SSLError) -> bool:
    """Say whether it was a TLS server that failed a handshake."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    return (error.reason or "").startswith((*TLS_ALERT, "UNSUPPORTED_PROTOCOL"))


def _bad_greeting(error: Exception) -> ConnectError:
    if isinstance(error, ConnectionError):
        return ConnectError(Reason.LOST)
    said = str(error)
    if LATER.search(said):
        return ConnectError(Reason.LATER, _quoted(said))
    return ConnectError(Reason.LOST, _quoted(said))


def _sign_in(imap: _Imap4, wanted: Credentials) -> None:
    if "LOGINDISABLED" in imap.capabilities:
        raise ConnectError(Reason.ENCRYPTION_REQUIRED)
    username = _argument(wanted.username, non_sync="LITERAL+" in imap.capabilities)
    # As a literal every character is taken as it is, also those that quoting spoils.
    imap.literal = wanted.password.encode()  # type: ignore[assignment]  # bytes, whatever typeshed says
    try:
        command: Any = imap._simple_command
        answer, data = command("LOGIN", username)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise ConnectError(Reason.OTHER, _quoted(str(error))) from error
    if answer != "OK":
        raise _refused(b" ".join(each for each in data if each).decode(errors="replace"))
    imap.state = "AUTH"


def _argument(text: str, *, non_sync: bool) -> bytes:
    """Return an astring (RFC 9051, 4.3): an atom, quoted, or a non-synchronizing literal."""
    raw = text.encode()
    if ATOM.match(raw):
        return raw
    if non_sync and not text.isascii():
        return b"{%d+}\r\n%s" % (len(raw), raw)
    return b'"' + raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _refused(said: str) -> ConnectError:
    reason = Reason.WRONG_CREDENTIALS
    if LATER.search(said):
        reason = Reason.LATER
    elif PRIVACY.search(said):
        reason = Reason.ENCRYPTION_REQUIRED
    elif APP_PASSWORD.search(said):
        reason = Reason.APP_PASSWORD
    return ConnectError(reason, _quoted(said))


def _quoted(said: str) -> str:
    return f"The server said: {said[:200]}" if said.strip() else ""


@contextmanager
def _told_as(lost: Reason) -> Iterator[None]:
    """Tell what breaks a conversation as one of the known reasons."""
    try:
        yield
    except TimeoutError as error:
        raise ConnectError(Reason.NO_ANSWER) from error
    except imaplib.IMAP4.abort as error:
        reason = Reason.LATER if LATER.search(str(error)) else lost
        raise ConnectError(reason, _quoted(str(error))) from error
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise ConnectError(Reason.OTHER, _quoted(str(error))) from error
    except OSError as error:
        raise ConnectError(lost) from error
