"""Where a front door stands: an address of its own with the real ports, or free ports instead.

On Linux all of 127.0.0.0/8 is this machine, so every door can have 143 and 993 of its own. The
system decides who gets an address: binding is what settles it between workers and runs.
"""

import errno
import random
import socket
from dataclasses import dataclass

from mailserver.errors import HarnessError

NETWORK = "127.77"
FALLBACK = "127.0.0.1"
TRIES = 16


class NoAddress(HarnessError):
    """No address and port could be had for a front door."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Bound sockets, not listening yet, by the port that a scenario names.

    Attributes:
        host: what is typed.
        real_ports: whether the ports are the ones named.
        why: why they are not, or empty.
    """

    host: str
    sockets: dict[int, socket.socket]
    real_ports: bool
    why: str = ""

    def port(self, named: int) -> int:
        """Return the port really bound for one that a scenario names."""
        port: int = self.sockets[named].getsockname()[1]
        return port


def network_of_doors(*, real_ports: bool) -> str:
    """Return the network in which front doors stand, as CIDR."""
    return f"{NETWORK}.0.0/16" if real_ports else f"{FALLBACK}/32"


def why_not_real_ports(ports: tuple[int, ...]) -> str:
    """Return why front doors on this machine stand at free ports of FALLBACK, "" if they don't."""
    place = find_place(ports)
    for bound in place.sockets.values():
        bound.close()
    return place.why


def find_place(ports: tuple[int, ...]) -> Place:
    """Bind these ports on one address of 127.77.0.0/16, else free ones on 127.0.0.1.

    Raises:
        NoAddress: not even a free port could be had.
    """
    why = ""
    for _ in range(TRIES):
        host = f"{NETWORK}.{random.randrange(256)}.{random.randrange(1, 255)}"
        try:
            return Place(host=host, sockets=_bind(host, ports), real_ports=True)
        except OSError as error:
            why = f"{host}:{ports[0]} cannot be bound: {error.strerror}"
            if error.errno != errno.EADDRINUSE:
                break
    try:
        sockets = _bind(FALLBACK, ports, free=True)
    except OSError as error:
        raise NoAddress(
            wanted=f"ports for a front door on {FALLBACK}",
            happened=f"not even a free port could be bound: {error.strerror}",
            where=f"also tried: {why}",
            next_step="see whether this machine has run out of ports or file descriptors",
        ) from error
    return Place(host=FALLBACK, sockets=sockets, real_ports=False, why=why)


def _bind(host: str, ports: tuple[int, ...], *, free: bool = False) -> dict[int, socket.socket]:
    """Bind each; close all of them again when one cannot be had."""
    bound: dict[int, socket.socket] = {}
    try:
        for port in ports:
            # With the protocol named, asyncio switches Nagle's algorithm off for what it accepts.
            bound[port] = made = socket.socket(
                socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
            )
            made.bind((host, 0 if free else port))
    except OSError:
        for made in bound.values():
            made.close()
        raise
    return bound
