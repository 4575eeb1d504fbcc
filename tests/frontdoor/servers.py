"""A small scripted mail server and an authority, for the front door's tests."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import trustme

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.proxy_server import ProxyServer
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.greenmail.release import FACTS
from bluebar.mailserver.server import MailServer

Script = Callable[[socket.socket], None]

CIPHERS_OF_TODAY = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: forward secrecy and authenticated encryption (RFC 9325, 4.2)."""


class TestAuthority:
    """An authority for a door's certificates, and a client context that trusts it."""

    __test__ = False

    def __init__(self) -> None:
        self.ca = trustme.CA()

    def certificate(self, *names: str, since: timedelta, until: timedelta) -> trustme.LeafCert:
        now = datetime.now(UTC)
        return self.ca.issue_cert(*names, not_before=now + since, not_after=now + until)

    def client_context(self) -> ssl.SSLContext:
        """Return the context of a current client, after RFC 9325 (3.1.1 and 4.2).

        Versions and ciphers are set here, because the defaults depend on the build of Python:
        Debian's Python accepts old ciphers, and TLS 1.0 if OpenSSL does.
        """
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(CIPHERS_OF_TODAY)
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


def recording(received: list[bytes]) -> Script:
    """Return a script that answers every line OK, and appends every line to a list."""

    def script(connection: socket.socket) -> None:
        with connection.makefile("rwb") as file:
            file.write(b"* OK ready\r\n")
            file.flush()
            while line := file.readline():
                received.append(line)
                file.write(line.split(b" ")[0] + b" OK done\r\n")
                file.flush()

    return script


def fetching(connection: socket.socket) -> None:
    """Answer every line with a message of 1,000 bytes, all of them x."""
    with connection.makefile("rwb") as file:
        file.write(b"* OK ready\r\n")
        file.flush()
        while line := file.readline():
            message = b"* 1 FETCH (BODY[] {1000}\r\n" + b"x" * 1000 + b")\r\n"
            file.write(message + line.split(b" ")[0] + b" OK done\r\n")
            file.flush()


@contextmanager
def door_to(
    script: Script, authority: TestAuthority, door: FrontDoor, account: Account | None = None
) -> Iterator[ProxyEndpoint]:
    """Open a door in front of a server of this script."""
    with (
        serving(script) as server,
        ProxyServer(server, Certificates(authority)) as proxy,
        proxy.open(door, account) as opened,
    ):
        yield opened


def rest_of(connection: socket.socket) -> bytes:
    """Return everything that the other side sends until it ends the connection."""
    got = b""
    while data := connection.recv(65_536):
        got += data
    return got


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
            brand="GreenMail",
            launcher="external",
            version="0",
            why="a test",
            host="127.0.0.1",
            imap_port=port,
            imaps_port=port,
            smtp_host="127.0.0.1",
            smtp_port=port,
            pop3_port=port,
            pop3s_port=port,
            accounts_at="",
            ca_file="",
            facts=FACTS,
        )
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
