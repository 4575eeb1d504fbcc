"""Connect to a mail server and read its greeting: without TLS, by implicit TLS, or by STARTTLS.

If *Use SSL* is ticked, Kith encrypts by implicit TLS, or by STARTTLS if the server does not use TLS
from the first byte on. If *Use SSL* is not ticked, Kith does not encrypt. Kith verifies every
certificate, and sends no password before the certificate is verified.
"""

import imaplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bluebar.app.certificate_errors import explain, unverified_context
from bluebar.app.deadline import within
from bluebar.app.host_policy import HostPolicy
from bluebar.app.imap4 import Imap4
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.problems import ConnectError, ConnectProblem, quote_server
from bluebar.app.settings import Settings
from bluebar.app.sign_in import TRY_LATER

TLS_ALERT = ("TLSV1", "SSLV3_ALERT")
"""Prefixes of OpenSSL's names for the errors that a TLS server reports by an alert."""

TOO_OLD = (
    "UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "HANDSHAKE_FAILURE", "DH_KEY_TOO_SMALL",
    "NO_SHARED_CIPHER", "INSUFFICIENT_SECURITY", "WRONG_SIGNATURE_TYPE",
)  # fmt: skip
"""Parts of OpenSSL's names for errors caused by a server's old TLS versions, keys or ciphers."""


CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20"
"""Ciphers for TLS 1.2, with forward secrecy and authenticated encryption (RFC 9325, 4.2)."""


class NotTls(Exception):
    """The server does not use TLS on this port."""


class Connector:
    """Connect to mail servers.

    Args:
        settings: Kith's settings, with time-outs, trusted certificates and allowed hosts.
    """

    def __init__(self, settings: Settings) -> None:
        self.host_policy = HostPolicy(settings.allowed_mail_hosts)
        self.connect_timeout = settings.connect_timeout
        self.greeting_timeout = settings.greeting_timeout
        self.tls = ssl.create_default_context()
        # The defaults depend on the build of Python: Debian's accepts TLS 1.0 and old ciphers.
        self.tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self.tls.set_ciphers(CIPHERS)
        if settings.mail_ca_file:
            self.tls.load_verify_locations(settings.mail_ca_file)

    def connect(self, login: MailboxLogin) -> Imap4:
        """Connect to the server of a login; return a client that has read the server's greeting.

        The connection is encrypted if the login uses SSL. The client has not signed in yet.

        Raises:
            ConnectError: the connection failed.
        """
        if not login.use_ssl:
            return self._greeting(self._open_socket(login), lambda: self._explain_silence(login))
        try:
            connection = self._implicit_tls(login, self.tls)
        except NotTls:
            return self._upgraded(login)
        return self._greeting(connection, lambda: ConnectError(ConnectProblem.NO_ANSWER))

    def _open_socket(self, login: MailboxLogin) -> socket.socket:
        host, port = login.server, login.port
        problem = ConnectError(ConnectProblem.NOT_FOUND)
        ends = time.monotonic() + self.connect_timeout
        addresses = self.host_policy.addresses(host, port, self.connect_timeout)
        # Share the time: an address that never answers must leave time for the others.
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

    def _greeting(self, connection: socket.socket, on_silence: Callable[[], ConnectError]) -> Imap4:
        """Read the server's greeting and capabilities; return the client.

        Args:
            connection: the connection, which is closed if this fails.
            on_silence: returns the error to raise if the server does not answer in time.

        Raises:
            ConnectError: the server does not answer, or not as an IMAP server does.
        """
        imap = None
        try:
            with within(self.greeting_timeout, connection):
                imap = Imap4(connection)
        except TimeoutError as error:
            raise on_silence() from error
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            # A ValueError comes from imaplib, which decodes some responses as ASCII.
            raise _greeting_error(error) from error
        finally:
            if imap is None:
                connection.close()
        return imap

    def _implicit_tls(self, login: MailboxLogin, context: ssl.SSLContext) -> ssl.SSLSocket:
        """Return a connection that is encrypted from its first byte.

        Raises:
            NotTls: the server does not use TLS on this port.
            ConnectError: the connection or the handshake failed.
        """
        with self._tls_errors(login, self._implicit_tls):
            return self._handshake(self._open_socket(login), login, context)

    def _starttls(self, login: MailboxLogin, context: ssl.SSLContext) -> ssl.SSLSocket:
        """Return a connection that was encrypted by STARTTLS (RFC 9051, 6.2.1)."""
        imap = self._request_starttls(login)
        with self._tls_errors(login, self._starttls):
            return self._handshake(imap.sock, login, context)

    def _upgraded(self, login: MailboxLogin) -> Imap4:
        """Return a client whose connection began without TLS and is now encrypted by STARTTLS."""
        imap = self._request_starttls(login)
        with self._tls_errors(login, self._starttls):
            encrypted = self._handshake(imap.sock, login, self.tls)
        try:
            with within(self.greeting_timeout, encrypted):
                imap.switch_to_tls(encrypted)
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            _close(imap)
            raise _greeting_error(error) from error
        return imap

    def _request_starttls(self, login: MailboxLogin) -> Imap4:
        """Connect without TLS and send STARTTLS; return the client if the server answers OK.

        Raises:
            ConnectError: the connection failed, or the server does not offer STARTTLS or is not an
                IMAP server.
        """
        not_spoken = ConnectError(ConnectProblem.SSL_NOT_SPOKEN)
        imap = self._greeting(self._open_socket(login), lambda: not_spoken)
        try:
            # STARTTLS is not allowed after PREAUTH (RFC 9051, 6.2.1).
            if imap.is_signed_in or "STARTTLS" not in imap.capabilities:
                raise not_spoken
            with within(self.greeting_timeout, imap.sock):
                answer, _ = imap._simple_command("STARTTLS")
            if answer != "OK":
                raise not_spoken
        except (OSError, imaplib.IMAP4.error) as error:
            _close(imap)
            raise not_spoken from error
        except ConnectError:
            _close(imap)
            raise
        return imap

    @contextmanager
    def _tls_errors(
        self,
        login: MailboxLogin,
        handshake: Callable[[MailboxLogin, ssl.SSLContext], ssl.SSLSocket],
    ) -> Iterator[None]:
        """Replace an error of a TLS handshake in this block by an error that names the problem.

        Args:
            login: the login for which Kith connects.
            handshake: the function that connects and makes the handshake. If the certificate fails
                verification, it is called again without verification to read the certificate.

        Raises:
            NotTls: the server does not use TLS on this port.
            ConnectError: the handshake failed for another reason.
        """
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            problem, detail = explain(
                error, login.server, lambda: handshake(login, unverified_context())
            )
            raise ConnectError(problem, detail) from error
        except ssl.SSLEOFError as error:
            raise ConnectError(ConnectProblem.LOST) from error
        except ssl.SSLError as error:
            if any(word in (error.reason or "") for word in TOO_OLD):
                raise ConnectError(ConnectProblem.TLS_TOO_OLD, _tls_detail(error)) from error
            if _is_from_tls_server(error):
                raise ConnectError(ConnectProblem.OTHER, _tls_detail(error)) from error
            raise NotTls from error
        except TimeoutError as error:
            raise ConnectError(ConnectProblem.NO_ANSWER) from error
        except OSError as error:
            raise ConnectError(ConnectProblem.LOST) from error

    def _handshake(
        self, connection: socket.socket, login: MailboxLogin, context: ssl.SSLContext
    ) -> ssl.SSLSocket:
        """Make a TLS handshake; close the connection if it fails."""
        encrypted = context.wrap_socket(
            connection, server_hostname=login.server, do_handshake_on_connect=False
        )
        try:
            with within(self.greeting_timeout, encrypted):
                encrypted.do_handshake()
        except OSError:
            encrypted.close()
            raise
        return encrypted

    def _explain_silence(self, login: MailboxLogin) -> ConnectError:
        """Return the error for a server that sends no greeting on a connection without TLS.

        The server may wait for a TLS handshake. To find out, Kith tries a handshake on a second
        connection, and sends no password on it.
        """
        try:
            with self._open_socket(login) as connection:
                self._handshake(connection, login, self.tls).close()
        except ssl.SSLError as error:
            is_tls = _is_from_tls_server(error)
            return ConnectError(ConnectProblem.SSL_WANTED if is_tls else ConnectProblem.NO_ANSWER)
        except (OSError, ConnectError):
            return ConnectError(ConnectProblem.NO_ANSWER)
        return ConnectError(ConnectProblem.SSL_WANTED)


def _close(imap: Imap4) -> None:
    with suppress(OSError):
        imap.shutdown()


def _is_from_tls_server(error: ssl.SSLError) -> bool:
    """Say whether the error of a handshake shows that the server speaks TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    return (error.reason or "").startswith((*TLS_ALERT, *TOO_OLD))


def _tls_detail(error: ssl.SSLError) -> str:
    reason = (error.reason or "").replace("_", " ").lower()
    return f"The SSL handshake failed ({reason})."


def _greeting_error(error: Exception) -> ConnectError:
    if isinstance(error, ConnectionError):
        return ConnectError(ConnectProblem.LOST)
    text = str(error)
    problem = ConnectProblem.LATER if TRY_LATER.search(text) else ConnectProblem.LOST
    return ConnectError(problem, quote_server(text))
