"""A port at a private address to which no app should connect; the port counts connections."""

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
        host: the private address.
        number: the port's number, as a person types it.
        visitors: the number of connections to the port; counted when the context ends.
    """

    host: str
    number: str
    visitors: int = 0


@contextmanager
def listening() -> Iterator[CanaryPort]:
    """Return a context with a listening port at `HOST`; count the connections when it ends.

    Raises:
        NoCanaryPort: this machine does not allow bluebar to listen at `HOST`.
    """
    try:
        listener = socket.create_server((HOST, 0))
    except OSError as error:
        raise NoCanaryPort(
            wanted=f"to listen on a port of {HOST}, a second loopback address",
            happened=error.strerror or str(error),
            where=HOST,
            next_step="run on Linux, where all of 127.0.0.0/8 is loopback, or leave the scenario "
            "out (-k 'not no-port-scanner')",
        ) from error
    with listener:
        listener.setblocking(False)
        port = CanaryPort(host=HOST, number=str(listener.getsockname()[1]))
        yield port
        # Connections stay in the listener's queue even if the client has closed them already.
        while True:
            try:
                visitor, _ = listener.accept()
            except BlockingIOError:
                return
            visitor.close()
            port.visitors += 1
