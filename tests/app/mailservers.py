"""Mail servers that say just what a test lets them say."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import BinaryIO

import pytest

from bluebar.app.imap import Mailboxes
from bluebar.app.mailbox_login import Credentials
from bluebar.app.problems import ConnectError


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on loopback, hand each connection to `serve` in its own thread; give the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(connection)
                threads.append(threading.Thread(target=one, args=(connection,)))
                threads[-1].start()

    def one(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            serve(connection)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def refused(
    mailboxes: Mailboxes,
    serve: Callable[[socket.socket], None],
    *,
    use_ssl: bool = False,
    password: str = "secret",
) -> ConnectError:
    """Return what is told of a server at which no mailbox opens."""
    with (
        server(serve) as port,
        pytest.raises(ConnectError) as raised,
        mailboxes.open(replace(credentials(port, use_ssl=use_ssl), password=password)),
    ):
        pass
    return raised.value


def imap_that(
    *,
    capabilities: str = "IMAP4rev1 LITERAL+",
    heard: list[bytes] | None = None,
    **answers: Callable[[socket.socket, str], None],
) -> Callable[[socket.socket], None]:
    """Speak IMAP and answer every command with OK, but for those with an answer of their own.

    Args:
        capabilities: what it tells that it can.
        heard: takes every line of a command that comes.
        answers: by command; each is given the connection and the command's tag.
    """

    def serve(connection: socket.socket) -> None:
        connection.sendall(f"* OK [CAPABILITY {capabilities}] ready\r\n".encode())
        with connection.makefile("rb") as lines:
            talk(connection, lines)

    def talk(connection: socket.socket, lines: BinaryIO) -> None:
        for line in lines:
            if heard is not None:
                heard.append(line)
            tag, command, *_ = (*line.decode(errors="replace").split(), "", "")
            if command == "LOGIN":
                # The password comes as a literal.
                connection.sendall(b"+ go on\r\n")
                lines.readline()
            elif command == "CAPABILITY":
                connection.sendall(f"* CAPABILITY {capabilities}\r\n".encode())
            if command in answers:
                answers[command](connection, tag)
            else:
                connection.sendall(f"{tag} OK done\r\n".encode())

    return serve


def credentials(port: int, *, use_ssl: bool = False) -> Credentials:
    """Return what reaches such a server."""
    return Credentials(
        username="ada", password="secret", server="127.0.0.1", port=port, use_ssl=use_ssl
    )
