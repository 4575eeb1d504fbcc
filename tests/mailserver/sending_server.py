"""A server that sends the same bytes to every client and hangs up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def sending_server(data: bytes, address: tuple[str, int] = ("127.0.0.1", 0)) -> Iterator[int]:
    """Run the server; yield its port."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(data)

    with socket.create_server(address) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
