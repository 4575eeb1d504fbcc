"""The clients of imaplib and IMAPClient, changed to use a connection that is already open."""

import imaplib
import socket

from imapclient import IMAPClient

from bluebar.app.problems import ConnectError, ConnectProblem

MAX_LINE = 1_000_000
"""The longest line that Kith reads, in bytes; imaplib has the same limit."""


class Imap4(imaplib.IMAP4):
    """imaplib's client on an open connection; the constructor reads and checks the greeting.

    Raises:
        ConnectError: the server sends no greeting of an IMAP server, or closes the connection.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self._has_greeting = False
        super().__init__()

    @property
    def is_signed_in(self) -> bool:
        """Say whether the user is signed in, e.g. because the server greeted with PREAUTH."""
        return bool(self.state == "AUTH")

    def switch_to_tls(self, connection: socket.socket) -> None:
        """Continue on the encrypted connection; discard all earlier input (RFC 9051, 6.2.1)."""
        self.sock = connection
        # The old reader's buffer may contain plain text that was injected before the handshake.
        self._reader.close()
        self._reader = connection.makefile("rb")
        self.untagged_responses = {}
        self._get_capabilities()

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002
        return self._connection

    def shutdown(self) -> None:
        """Close the connection."""
        self._reader.close()
        super().shutdown()

    def read(self, size: int) -> bytes:
        """Read `size` bytes of a literal."""
        return self._reader.read(size)

    def readline(self) -> bytes:
        """Read a line.

        Raises:
            ConnectError: the first line is not the greeting of an IMAP server.
        """
        line = self._reader.readline(MAX_LINE)
        if not self._has_greeting:
            self._has_greeting = bool(line)
            if not line:
                raise ConnectError(ConnectProblem.LOST)
            if line.startswith(b"+OK"):
                raise ConnectError(ConnectProblem.POP3)
            if not line.startswith(b"* "):
                raise ConnectError(ConnectProblem.NOT_IMAP)
        return line


class Imap4Client(IMAPClient):  # type: ignore[misc]  # the package ships no types
    """IMAPClient on an `Imap4` connection; Kith uses IMAPClient's parser of responses."""

    def __init__(self, imap: Imap4, host: str) -> None:
        self._imap4 = imap
        super().__init__(host, ssl=False)
        # Keep the server's UTC offset: local time is ambiguous for one hour a year.
        self.normalise_times = False

    def _create_IMAP4(self) -> Imap4:  # noqa: N802 - IMAPClient's name
        return self._imap4
