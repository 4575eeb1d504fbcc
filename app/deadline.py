"""Limit the duration of a whole step of an IMAP session, not only of each read.

A socket's time-out starts again with every byte, so a server that sends a byte from time to time
could block a thread forever.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def within(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Shut the connection down if the block takes longer than these seconds.

    Raises:
        TimeoutError: the block took longer. This error replaces the error that the shutdown causes.
    """
    connection.settimeout(seconds)
    is_over = threading.Event()

    def shut_down() -> None:
        is_over.set()
        with suppress(OSError):
            # Not SSLSocket.shutdown: it drops the SSL object while another thread reads from it.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if is_over.is_set():
            raise TimeoutError(f"it took longer than {seconds:g} s") from error
        raise
    finally:
        timer.cancel()
