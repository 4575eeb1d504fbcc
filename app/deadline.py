"""Bound a whole step of a conversation, not only each read in it.

A socket's own time-out starts anew with every byte that comes, so a server that sends one now and
then would hold a thread for ever.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def within(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Let what is done on a connection take that long altogether, then cut the connection.

    Raises:
        TimeoutError: it took longer, whatever error the cut led to.
    """
    connection.settimeout(seconds)
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            # Not SSLSocket's own, which takes the SSL object from under the thread that reads.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
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
