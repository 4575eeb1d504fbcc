"""Where a front door stands: an address of its own with the real ports, or free ports instead.

On Linux all of 127.0.0.0/8 is this machine, so every door can have 143 and 993 of its own. The
system decides who gets an address: binding is what settles it between workers and runs. An app that
runs elsewhere reaches doors at a host that it knows, at free ports (`Stand.host`).
"""

import errno
import random
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from ipaddress import ip_address

from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.proxy_config import LOCALHOST, FrontDoor

NETWORK = "127.77"
FALLBACK = "127.0.0.1"
TRIES = 16


class NoAddress(HarnessError):
    """No address and port could be had for a front door."""


@dataclass(frozen=True, kw_only=True)
class BoundPorts:
    """Bound sockets, not listening yet, by the port that a scenario names.

    Attributes:
        host: what is typed.
        sockets: one for each address of that host, all at the same port.
        real_ports: whether the ports are the ones named.
        why: why they are not, or empty.
    """

    host: str
    sockets: dict[int, tuple[socket.socket, ...]]
    real_ports: bool
    why: str = ""

    def port(self, named: int) -> int:
        """Return the port really bound for one that a scenario names."""
        port: int = self.sockets[named][0].getsockname()[1]
        return port

    def close(self) -> None:
        """Give every port back; a second time does nothing."""
        for bound in self.sockets.values():
            for each in bound:
                each.close()


@dataclass(frozen=True, kw_only=True)
class BindConfig:
    """Where the doors of a run stand.

    Attributes:
        host: what is typed for every door, and what certificates name; empty for each door's own.
        bind: the address of this machine at which doors listen then.
    """

    host: str = ""
    bind: str = FALLBACK

    @property
    def names(self) -> tuple[str, ...]:
        """Return what a good certificate names besides the door's own host."""
        return () if self.host else (LOCALHOST,)

    @property
    def has_names(self) -> bool:
        """Say whether a door can be reached by a name."""
        return bool(self.host or addresses_of_localhost())

    def networks(self, *, real_ports: bool) -> tuple[str, ...]:
        """Return what an app must be allowed to reach: networks (CIDR), and hosts with any port."""
        if self.host:
            return (f"{self.host}:*",)
        return f"{NETWORK}.0.0/16" if real_ports else f"{FALLBACK}/32", f"{LOCALHOST}:*"

    def why_not_real_ports(self, ports: tuple[int, ...]) -> str:
        """Return why front doors stand at free ports, "" if they don't.

        Raises:
            NoAddress: they cannot stand where they were told to.
        """
        if self.host:
            _free(self.host, (self.bind,), ports, "").close()
            return f"--mail-host {self.host} is one host for all of them"
        place = self._own_address(ports)
        place.close()
        return place.why

    def find_place(self, door: FrontDoor) -> BoundPorts:
        """Bind a door's ports.

        Raises:
            NoAddress: not even a free port could be had.
        """
        if self.host:
            return _free(self.host, (self.bind,), door.ports, "")
        if door.by_name:
            return _free(LOCALHOST, addresses_of_localhost(), door.ports, "typed by name")
        return self._own_address(door.ports)

    @staticmethod
    def _own_address(ports: tuple[int, ...]) -> BoundPorts:
        """Bind these ports on one address of 127.77.0.0/16, else free ones on 127.0.0.1."""
        why = ""
        for _ in range(TRIES):
            host = f"{NETWORK}.{random.randrange(256)}.{random.randrange(1, 255)}"
            try:
                return BoundPorts(host=host, sockets=_bind((host,), ports), real_ports=True)
            except OSError as error:
                why = f"{host}:{ports[0]} cannot be bound: {error.strerror}"
                if error.errno != errno.EADDRINUSE:
                    break
        return _free(FALLBACK, (FALLBACK,), ports, why)


def addresses_of_localhost() -> tuple[str, ...]:
    """Return the addresses to which `localhost` leads here and at which a door can stand.

    An app may try all of them or only the first, and a hosts file may name 127.0.0.1, ::1 or both;
    it may name ::1 where the system has no IPv6, too. None at all where the name is unknown.
    """
    try:
        found = socket.getaddrinfo(LOCALHOST, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    hosts = dict.fromkeys(str(address[0]) for *_, address in found)
    return tuple(host for host in hosts if ip_address(host).is_loopback and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        _free_port(host).close()
    except OSError:
        return False
    return True


def _free(host: str, bind: tuple[str, ...], ports: tuple[int, ...], why: str) -> BoundPorts:
    """Bind a free port for each.

    Raises:
        NoAddress: none is free, or there is no address.
    """
    try:
        sockets = _bind_free(bind, ports)
    except OSError as error:
        addresses = ", ".join(bind) or host
        raise NoAddress(
            wanted=f"ports for a front door on {addresses}",
            happened=f"not even a free port could be bound: {error.strerror}",
            where=f"also tried: {why}" if why else addresses,
            next_step="see that this is an address of this machine (--mail-bind), and that it has "
            "not run out of ports or file descriptors",
        ) from error
    return BoundPorts(host=host, sockets=sockets, real_ports=False, why=why)


def _bind_free(
    hosts: tuple[str, ...], ports: tuple[int, ...]
) -> dict[int, tuple[socket.socket, ...]]:
    """Bind a free port for each, by its number, the same at all hosts.

    A port that the system gave itself at a bind is taken back as soon as nobody listens there, and
    when somebody does again it is another one (Linux).
    """
    if not hosts:
        raise OSError(errno.EADDRNOTAVAIL, "the name leads to no address of this machine")
    for _ in range(TRIES):
        numbers = _free_ports(hosts[0], len(ports))
        try:
            found = _bind(hosts, numbers)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            # Somebody else was quicker, or has the port at another of the hosts.
            continue
        return {port: found[number] for port, number in zip(ports, numbers, strict=True)}
    raise OSError(errno.EADDRINUSE, f"{TRIES} times a free port was taken by somebody else")


def _free_ports(host: str, number: int) -> tuple[int, ...]:
    with ExitStack() as stack:
        probes = [stack.enter_context(_free_port(host)) for _ in range(number)]
        return tuple(probe.getsockname()[1] for probe in probes)


def _free_port(host: str) -> socket.socket:
    probe = socket.socket(_family(host), socket.SOCK_STREAM)
    try:
        probe.bind((host, 0))
    except OSError:
        probe.close()
        raise
    return probe


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _bind(hosts: tuple[str, ...], ports: tuple[int, ...]) -> dict[int, tuple[socket.socket, ...]]:
    """Bind each port at each host; close all of them again when one is not available."""
    bound: dict[int, tuple[socket.socket, ...]] = {}
    with ExitStack() as stack:
        for port in ports:
            for host in hosts:
                made = stack.enter_context(socket.socket(_family(host), socket.SOCK_STREAM))
                made.setblocking(False)
                made.bind((host, port))
                # Only now, or somebody else could bind the same: with it, a port can listen again.
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                bound[port] = (*bound.get(port, ()), made)
        stack.pop_all()
    return bound
