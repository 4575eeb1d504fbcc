"""Reach a mail server up to its greeting: in plain, over TLS, or by STARTTLS.

*Use SSL* means encrypted, however the server offers it; without it, plain, just as told.
Certificates are always verified, and nothing secret is sent before they hold.
"""

import imaplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bluebar.app.certificate_errors import in_words, unverified
from bluebar.app.deadline import within
from bluebar.app.host_policy import HostPolicy
from bluebar.app.imap4 import Imap4
from bluebar.app.mailbox_login import Credentials
from bluebar.app.problems import ConnectError, ConnectProblem, quoted
from bluebar.app.settings import Settings
from bluebar.app.sign_in import LATER

TLS_ALERT = ("TLSV1", "SSLV3_ALERT")
"""How OpenSSL's names for what a TLS server answers begin."""

TOO_OLD = (
    "UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "HANDSHAKE_FAILURE", "DH_KEY_TOO_SMALL",
    "NO_SHARED_CIPHER", "INSUFFICIENT_SECURITY", "WRONG_SIGNATURE_TYPE",
)  # fmt: skip
"""Parts of OpenSSL's names for what servers with versions, keys or ciphers of old end in."""


CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20"
"""For TLS 1.2: forward secrecy and authenticated encryption (RFC 9325, 4.2)."""


class NotTls(Exception):
    """What answers at this port does not speak TLS."""


class Connector:
    """Reach mail servers as the settings say.

    Args:
        settings: time-outs, trust, and which hosts are allowed.
    """

    def __init__(self, settings: Settings) -> None:
        self.guard = HostPolicy(settings.allowed_mail_hosts)
        self.connect_timeout = settings.number("connect_timeout")
        self.greeting_timeout = settings.number("greeting_timeout")
        self.tls = ssl.create_default_context()
        # What Python leaves to whoever built it: Debian's takes TLS 1.0 and ciphers of old.
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.tls.set_ciphers(CIPHERS)
        if settings.mail_ca_file:
            self.tls.load_verify_locations(settings.mail_ca_file)

    def greeted(self, wanted: Credentials) -> Imap4:
        """Return a server that has greeted, encrypted if that is wanted.

        Raises:
            ConnectError: why not.
        """
        if not wanted.use_ssl:
            return self._greeting(self._connection(wanted), lambda: self._silent(wanted))
        try:
            connection = self._implicit(wanted, self.tls)
        except NotTls:
            return self._upgraded(wanted)
        return self._greeting(connection, lambda: ConnectError(ConnectProblem.NO_ANSWER))

    def _connection(self, wanted: Credentials) -> socket.socket:
        host, port = wanted.server, wanted.port
        problem = ConnectError(ConnectProblem.NOT_FOUND)
        ends = time.monotonic() + self.connect_timeout
        addresses = self.guard.addresses(host, port, self.connect_timeout)
        # Each gets its share, so that one that never answers leaves time for the others.
        share = max(ends - time.monotonic(), 0.1) / max(len(addresses), 1)
        for address in addresses:
            try:
                connection = socket.create_connection((address, port), share)
            except ConnectionRefusedError:
                problem = ConnectError(ConnectProblem.REFUSED, f"Tried {host}, port {port}.")
            except TimeoutError:
                problem = ConnectError(ConnectProblem.NO_ANSWER, f"Tried {host}, port {port}.")
            except ConnectionError:
                problem = ConnectError(ConnectProblem.LOST)
            except OSError as error:
                problem = ConnectError(ConnectProblem.NO_ANSWER, f"{error.strerror or error}.")
            else:
                # Without this, Nagle's algorithm and delayed ACKs cost 40 ms a command.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
        raise problem

    def _greeting(self, connection: socket.socket, silent: Callable[[], ConnectError]) -> Imap4:
        """Wait for the greeting, and ask what the server can."""
        imap = None
        try:
            with within(self.greeting_timeout, connection):
                imap = Imap4(connection)
        except TimeoutError as error:
            raise silent() from error
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            raise _bad_greeting(error) from error  # imaplib reads some answers as ASCII
        finally:
            if imap is None:
                connection.close()
        return imap

    def _implicit(self, wanted: Credentials, context: ssl.SSLContext) -> ssl.SSLSocket:
        """Return a connection that is encrypted from its first byte.

        Raises:
            NotTls: TLS is not spoken there.
            ConnectError: why not.
        """
        with self._tls_troubles(wanted, self._implicit):
            return self._shaken(self._connection(wanted), wanted, context)

    def _by_starttls(self, wanted: Credentials, context: ssl.SSLContext) -> ssl.SSLSocket:
        """Return a connection that was encrypted by STARTTLS (RFC 9051, 6.2.1)."""
        imap = self._starting(wanted)
        with self._tls_troubles(wanted, self._by_starttls):
            return self._shaken(imap.sock, wanted, context)

    def _upgraded(self, wanted: Credentials) -> Imap4:
        """Return a server that has greeted in plain and was encrypted by STARTTLS."""
        imap = self._starting(wanted)
        with self._tls_troubles(wanted, self._by_starttls):
            secured = self._shaken(imap.sock, wanted, self.tls)
        try:
            with within(self.greeting_timeout, secured):
                imap.secured(secured)
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            _hang_up(imap)
            raise _bad_greeting(error) from error
        return imap

    def _starting(self, wanted: Credentials) -> Imap4:
        """Return a server that has said OK to STARTTLS.

        Raises:
            ConnectError: it does not offer it, or is no IMAP server.
        """
        not_spoken = ConnectError(ConnectProblem.SSL_NOT_SPOKEN)
        imap = self._greeting(self._connection(wanted), lambda: not_spoken)
        try:
            # After PREAUTH there is nothing left to protect a password from (RFC 9051, 6.2.1).
            if imap.is_signed_in or "STARTTLS" not in imap.capabilities:
                raise not_spoken
            with within(self.greeting_timeout, imap.sock):
                answer, _ = imap._simple_command("STARTTLS")
            if answer != "OK":
                raise not_spoken
        except (OSError, imaplib.IMAP4.error) as error:
            _hang_up(imap)
            raise not_spoken from error
        except ConnectError:
            _hang_up(imap)
            raise
        return imap

    @contextmanager
    def _tls_troubles(
        self,
        wanted: Credentials,
        again: Callable[[Credentials, ssl.SSLContext], ssl.SSLSocket],
    ) -> Iterator[None]:
        """Tell what goes wrong in a handshake as one of the known reasons.

        Args:
            again: the same without verifying, for a look at a certificate that does not hold.
        """
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            reason, detail = in_words(error, wanted.server, lambda: again(wanted, unverified()))
            raise ConnectError(reason, detail) from error
        except ssl.SSLEOFError as error:
            raise ConnectError(ConnectProblem.LOST) from error
        except ssl.SSLError as error:
            if any(word in (error.reason or "") for word in TOO_OLD):
                raise ConnectError(ConnectProblem.TLS_TOO_OLD, _broken_off(error)) from error
            if _speaks_tls(error):
                raise ConnectError(ConnectProblem.OTHER, _broken_off(error)) from error
            raise NotTls from error
        except TimeoutError as error:
            raise ConnectError(ConnectProblem.NO_ANSWER) from error
        except OSError as error:
            raise ConnectError(ConnectProblem.LOST) from error

    def _shaken(
        self, connection: socket.socket, wanted: Credentials, context: ssl.SSLContext
    ) -> ssl.SSLSocket:
        """Return the connection after a TLS handshake; close it when that fails."""
        secured = context.wrap_socket(
            connection, server_hostname=wanted.server, do_handshake_on_connect=False
        )
        try:
            with within(self.greeting_timeout, secured):
                secured.do_handshake()
        except OSError:
            secured.close()
            raise
        return secured

    def _silent(self, wanted: Credentials) -> ConnectError:
        """Say whether a server that does not greet is waiting for SSL; nothing secret is sent."""
        try:
            with self._connection(wanted) as connection:
                self._shaken(connection, wanted, self.tls).close()
        except ssl.SSLError as error:
            return ConnectError(
                ConnectProblem.SSL_WANTED if _speaks_tls(error) else ConnectProblem.NO_ANSWER
            )
        except (OSError, ConnectError):
            return ConnectError(ConnectProblem.NO_ANSWER)
        return ConnectError(ConnectProblem.SSL_WANTED)


def _hang_up(imap: Imap4) -> None:
    with suppress(OSError):
        imap.shutdown()


def _speaks_tls(error: ssl.SSLError) -> bool:
    """Say whether it was a TLS server that failed a handshake."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    return (error.reason or "").startswith((*TLS_ALERT, *TOO_OLD))


def _broken_off(error: ssl.SSLError) -> str:
    said = (error.reason or "").replace("_", " ").lower()
    return f"SSL was broken off ({said})."


def _bad_greeting(error: Exception) -> ConnectError:
    if isinstance(error, ConnectionError):
        return ConnectError(ConnectProblem.LOST)
    said = str(error)
    return ConnectError(
        ConnectProblem.LATER if LATER.search(said) else ConnectProblem.LOST, quoted(said)
    )
