"""A port at a private address that no app should connect to, with a count of connections."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bluebar.mailserver.errors import HarnessError

HOST = "127.0.0.2"
"""A loopback address that no server of the run uses."""


class NoCanaryPort(HarnessError):
    """This machine has no second loopback address."""


@dataclass
class CanaryPort:
    """A port that listens during its context, and is closed afterwards.

    Attributes:
        visitors: number of connections.
    """

    host: str
    number: str
    visitors: int = 0


@contextmanager
def listening() -> Iterator[CanaryPort]:
    """Listen at a free port, and count the connections at the end.

    Raises:
        NoCanaryPort: the address cannot be bound.
    """
    try:
        listener = socket.create_server((HOST, 0))
    except OSError as error:
        raise NoCanaryPort(
            wanted=f"a port at {HOST}, as an address of the app's own network",
            happened=error.strerror or str(error),
            where=HOST,
            next_step="run on Linux, which has all of 127.0.0.0/8, or leave out "
            "security/no-port-scanner",
        ) from error
    with listener:
        listener.setblocking(False)
        port = CanaryPort(host=HOST, number=str(listener.getsockname()[1]))
        yield port
        # Connections stay in the queue after the client has closed them.
        while True:
            try:
                visitor, _ = listener.accept()
            except BlockingIOError:
                return
            visitor.close()
            port.visitors += 1
