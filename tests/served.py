"""Run a server of Python's standard library in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import TypeVar

Server = TypeVar("Server", bound=BaseServer)

POLL_SECONDS = 0.02
"""How often the server looks whether it shall end."""


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """Return a context in which a server that is bound already answers; then close the server."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
