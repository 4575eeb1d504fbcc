"""A tiny scripted mail server and an authority, for the front door's own tests."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import trustme

from mailserver.server import MailServer

Script = Callable[[socket.socket], None]


class TestAuthority:
    """Certificates for a door, and the client's side of trust."""

    __test__ = False

    def __init__(self) -> None:
        self.ca = trustme.CA()

    def certificate(self, *names: str, since: timedelta, until: timedelta) -> trustme.LeafCert:
        now = datetime.now(UTC)
        return self.ca.issue_cert(*names, not_before=now + since, not_after=now + until)

    def client_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context


def imap(connection: socket.socket) -> None:
    """Answer like an IMAP server that knows ada with the password open sesame."""
    file = connection.makefile("rwb")
    file.write(b"* OK ready\r\n")
    file.flush()
    while line := file.readline():
        tag, _, rest = line.rstrip(b"\r\n").partition(b" ")
        verb = rest.split(b" ")[0].upper()
        while rest.endswith(b"}"):
            announced = rest[rest.rindex(b"{") + 1 : -1]
            if not announced.endswith(b"+"):
                file.write(b"+ go on\r\n")
                file.flush()
            rest = rest[: rest.rindex(b"{")] + file.read(int(announced.rstrip(b"+")))
            rest += file.readline().rstrip(b"\r\n")
        if verb == b"CAPABILITY":
            file.write(b"* CAPABILITY IMAP4rev1\r\n")
        if verb == b"LOGOUT":
            file.write(b"* BYE\r\n")
        accepted = verb != b"LOGIN" or (b"ada" in rest and b"open sesame" in rest)
        file.write(tag + (b" OK done\r\n" if accepted else b" NO LOGIN failed\r\n"))
        file.flush()
        if verb == b"LOGOUT":
            break
    file.close()


@contextmanager
def serving(script: Script) -> Iterator[MailServer]:
    """Run a script for every connection, on a free port, as IMAP and as POP3."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    port = listener.getsockname()[1]

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=run, args=(connection,), daemon=True).start()

    def run(connection: socket.socket) -> None:
        with connection:
            try:
                script(connection)
            except OSError:
                return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield MailServer(
            way="external",
            version="0",
            why="a test",
            host="127.0.0.1",
            imap_port=port,
            imaps_port=port,
            smtp_port=port,
            pop3_port=port,
            pop3s_port=port,
            api_port=port,
            ca_file="",
        )
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
