"""A port of this machine's own network that no app should ever connect to, and who did."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bluebar.mailserver.errors import HarnessError

HOST = "127.0.0.2"
"""Loopback, and outside of where any of the run's servers stands."""


class NoCanaryPort(HarnessError):
    """There is no second loopback address on this machine."""


@dataclass
class CanaryPort:
    """A port that listens while its context lasts, and is closed afterwards.

    Attributes:
        visitors: how many connections came.
    """

    host: str
    number: str
    visitors: int = 0


@contextmanager
def listening() -> Iterator[CanaryPort]:
    """Listen at a free port, and count who came when it is over.

    Raises:
        NoCanaryPort: the address cannot be bound.
    """
    try:
        listener = socket.create_server((HOST, 0))
    except OSError as error:
        raise NoCanaryPort(
            wanted=f"a port at {HOST} that stands for one of the app's own network",
            happened=error.strerror or str(error),
            where=HOST,
            next_step="run on Linux, where all of 127.0.0.0/8 is this machine, or leave out "
            "security/no-port-scanner",
        ) from error
    with listener:
        listener.setblocking(False)
        port = CanaryPort(host=HOST, number=str(listener.getsockname()[1]))
        yield port
        # Whoever connected stands in the queue, also when they have gone since.
        while True:
            try:
                visitor, _ = listener.accept()
            except BlockingIOError:
                return
            visitor.close()
            port.visitors += 1
