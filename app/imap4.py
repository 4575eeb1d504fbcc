"""imaplib's and IMAPClient's clients over a connection that stands already."""

import imaplib
import socket

from imapclient import IMAPClient

from bluebar.app.problems import ConnectError, ConnectProblem

LONGEST_LINE = 1_000_000
"""Bytes, as imaplib has it."""


class Imap4(imaplib.IMAP4):
    """imaplib's client over a connection that stands already; it keeps the greeting.

    Raises:
        ConnectError: what greets is no IMAP server, or hangs up.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self.first_line = b""
        super().__init__()

    @property
    def is_signed_in(self) -> bool:
        """Say whether the server greeted with PREAUTH."""
        return bool(self.state == "AUTH")

    def secured(self, connection: socket.socket) -> None:
        """Go on under TLS; whatever was said before it does not count (RFC 9051, 6.2.1)."""
        self.sock = connection
        # What the old reader has read ahead was said in plain.
        self._reader.close()
        self._reader = connection.makefile("rb")
        self.untagged_responses = {}
        self._get_capabilities()

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002
        return self._connection

    def shutdown(self) -> None:
        """Close it."""
        self._reader.close()
        super().shutdown()

    def read(self, size: int) -> bytes:
        """Read so many bytes of a literal."""
        return self._reader.read(size)

    def readline(self) -> bytes:
        """Read a line; look at the first one."""
        line = self._reader.readline(LONGEST_LINE)
        if not self.first_line:
            self.first_line = line
            if not line:
                raise ConnectError(ConnectProblem.LOST)
            if line.startswith(b"+OK"):
                raise ConnectError(ConnectProblem.POP3)
            if not line.startswith(b"* "):
                raise ConnectError(ConnectProblem.NOT_IMAP)
        return line


class Client(IMAPClient):  # type: ignore[misc]  # the package ships no types
    """IMAPClient, for what it reads of responses, on a connection that is signed in."""

    def __init__(self, imap: Imap4, host: str) -> None:
        self._made = imap
        super().__init__(host, ssl=False)
        # Times keep the server's offset: in this machine's zone one hour a year has two meanings.
        self.normalise_times = False

    def _create_IMAP4(self) -> Imap4:  # noqa: N802 - IMAPClient's name
        return self._made
