"""Scripted mail servers: a test defines each response."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import BinaryIO

import pytest

from bluebar.app.imap import MailboxOpener
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.problems import ConnectError


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on loopback, call `serve` in a thread for each connection; yield the port."""
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
    mailboxes: MailboxOpener,
    serve: Callable[[socket.socket], None],
    *,
    use_ssl: bool = False,
    password: str = "secret",
) -> ConnectError:
    """Return the error of opening a mailbox on this server, which must fail."""
    with (
        server(serve) as port,
        pytest.raises(ConnectError) as raised,
        mailboxes.open(replace(login(port, use_ssl=use_ssl), password=password)),
    ):
        pass
    return raised.value


def imap_that(
    *,
    capabilities: str = "IMAP4rev1 LITERAL+",
    heard: list[bytes] | None = None,
    **answers: Callable[[socket.socket, str], None],
) -> Callable[[socket.socket], None]:
    """Serve IMAP: answer OK to every command that has no scripted answer.

    Args:
        capabilities: the capabilities in the greeting and in the answer to CAPABILITY.
        heard: a list to which the first line of each command is added.
        answers: functions by command, which are called with the connection and the command's tag.
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
                # The password arrives as a literal.
                connection.sendall(b"+ go on\r\n")
                lines.readline()
            elif command == "CAPABILITY":
                connection.sendall(f"* CAPABILITY {capabilities}\r\n".encode())
            if command in answers:
                answers[command](connection, tag)
            else:
                connection.sendall(f"{tag} OK done\r\n".encode())

    return serve


def login(port: int, *, use_ssl: bool = False) -> MailboxLogin:
    """Return a login for a server at this port of loopback."""
    return MailboxLogin(
        username="ada", password="secret", server="127.0.0.1", port=port, use_ssl=use_ssl
    )
