"""Bind the ports of a front door: the scenario's ports at a separate address, or free ports.

On Linux all of 127.0.0.0/8 is this machine, so every door can have 143 and 993 at a separate
address. The doors of all workers and runs bind random addresses. No address is used twice: an app
may still sync a mailbox of an earlier test, and would come to a door of another test. An app that
runs on another machine reaches all doors at one known host, at free ports (`BindConfig.host`), or
at ports that are fixed for the run (`fixed_ports`).
"""

import errno
import os
import random
import socket
import sys
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address

from bluebar.mailserver.frontdoor.bound_ports import BoundPorts, NoAddress
from bluebar.mailserver.frontdoor.fixed_ports import FixedPorts, bind_fixed
from bluebar.mailserver.frontdoor.proxy_config import LOCALHOST, FrontDoor

NETWORK = "127.77"
NAMES = ("localhost.localdomain", "mail.localhost", LOCALHOST)
"""Names that may mean this machine, in the order in which they are tried. Some clients, as Java's
TLS, send no server name (SNI) for a name without a dot, so names with a dot come first."""

FALLBACK = "127.0.0.1"
TRIES = 16
MOST_CLAIMS = 600
"""Maximum number of claims that a process keeps; a process may have 1024 open files."""


@dataclass(frozen=True, kw_only=True)
class BindConfig:
    """The addresses of a run's front doors.

    Attributes:
        host: the host of every door, in forms and certificates; empty if each door has a separate
            address.
        bind: the address of this machine at which doors listen if `host` is not empty.
        fixed: the ports of every door at `host`; None for free ports.
        lock_file: a file that each process locks while it has a door at the fixed ports.
    """

    host: str = ""
    bind: str = FALLBACK
    fixed: FixedPorts | None = None
    lock_file: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names in a good certificate, in addition to the door's host."""
        return () if self.host else (LOCALHOST,)

    @property
    def has_names(self) -> bool:
        """Whether a door can be reached by a name."""
        return bool(self.host or local_name())

    def networks(self, *, real_ports: bool) -> tuple[str, ...]:
        """Return the addresses that the app must be allowed to connect to.

        An address is a network (CIDR), or HOST:* for all ports of a host.

        Args:
            real_ports: whether the doors listen at the ports in their scenarios.
        """
        if self.fixed:
            return tuple(f"{self.host}:{port}" for port in self.fixed.typed.values())
        if self.host:
            return (f"{self.host}:*",)
        names = dict.fromkeys((LOCALHOST, local_name() or LOCALHOST))
        network = f"{NETWORK}.0.0/16" if real_ports else f"{FALLBACK}/32"
        return network, *(f"{name}:*" for name in names)

    def why_not_real_ports(self, ports: tuple[int, ...]) -> str:
        """Return why front doors listen at free ports; "" if they listen at the scenario's ports.

        Raises:
            NoAddress: the configured address cannot be bound.
        """
        if self.fixed:
            bind_fixed(self.fixed, self.host, self.bind).close()
            return "" if self.fixed.are_usual else f"--proxy-ports {self.fixed}"
        if self.host:
            _free(self.host, (self.bind,), ports, "").close()
            return f"all front doors share one host, --proxy-host {self.host}"
        bound = self._separate_address(ports)
        bound.close()
        return bound.why

    def bind_ports(self, door: FrontDoor) -> BoundPorts:
        """Bind a door's ports.

        If the ports are fixed, wait until no other door of the run has them.

        Raises:
            NoAddress: not even a free port is available, or a fixed port is not.
        """
        if self.fixed:
            return bind_fixed(self.fixed, self.host, self.bind, self.lock_file)
        if self.host:
            return _free(self.host, (self.bind,), door.ports, "")
        if door.by_name:
            name = local_name() or LOCALHOST
            return _free(name, addresses_of(name), door.ports, "typed by name")
        return self._separate_address(door.ports)

    @staticmethod
    def _separate_address(ports: tuple[int, ...]) -> BoundPorts:
        """Bind these ports on one address of 127.77.0.0/16, else free ports on 127.0.0.1."""
        why = ""
        for _ in range(TRIES):
            host = f"{NETWORK}.{random.randrange(256)}.{random.randrange(1, 255)}"
            if sys.platform == "linux" and not _claim(host):
                why = f"{host} was used by another front door"
                continue
            try:
                return BoundPorts(host=host, sockets=_bind((host,), ports), real_ports=True)
            except OSError as error:
                why = f"{host}:{ports[0]} cannot be bound: {error.strerror}"
                if error.errno != errno.EADDRINUSE:
                    break
        return _free(FALLBACK, (FALLBACK,), ports, why)


def _claim(host: str) -> bool:
    """Claim an address for this process; return False if another front door has claimed it.

    A claim is an abstract Unix socket, as the network of 127.77.0.0/16 a thing of Linux only. The
    system releases the claims of a process that ends.
    """
    with socket.socket(socket.AF_UNIX) as claim:
        try:
            claim.bind(f"\0bluebar front door {host}")
        except OSError:
            return False
        if len(_claims) >= MOST_CLAIMS:
            os.close(_claims.popleft())
        _claims.append(claim.detach())
    return True


_claims: deque[int] = deque()
"""The file descriptors of this process's claims."""


@cache
def local_name() -> str:
    """Return the first of `NAMES` at which a door can listen; empty if there is none."""
    return next((name for name in NAMES if addresses_of(name)), "")


def addresses_of(name: str) -> tuple[str, ...]:
    """Return the loopback addresses of a name at which a door can listen; empty if none.

    An app may try all these addresses or only the first. A hosts file may contain 127.0.0.1, ::1 or
    both, and may contain ::1 on a system without IPv6.
    """
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    hosts = dict.fromkeys(str(address[0]) for *_, address in found)
    return tuple(host for host in hosts if ip_address(host).is_loopback and _can_bind(host))


def _can_bind(host: str) -> bool:
    try:
        _free_port(host).close()
    except OSError:
        return False
    return True


def _free(host: str, bind: tuple[str, ...], ports: tuple[int, ...], why: str) -> BoundPorts:
    """Bind a free port for each port in the scenario.

    Args:
        host: the host to type into the app's form.
        bind: the addresses at which to bind.
        ports: the ports in the scenario.
        why: the reason for free ports.

    Raises:
        NoAddress: no port is free, or the host has no address on this machine.
    """
    try:
        sockets = _bind_free(bind, ports)
    except OSError as error:
        addresses = ", ".join(bind) or host
        raise NoAddress(
            wanted=f"ports for a front door on {addresses}",
            happened=f"not even a free port could be bound: {error.strerror}",
            where=f"also tried: {why}" if why else addresses,
            next_step="check that the address above belongs to this machine (--proxy-bind), and "
            "that the machine has free ports and file descriptors",
        ) from error
    return BoundPorts(host=host, sockets=sockets, real_ports=False, why=why)


def _bind_free(
    hosts: tuple[str, ...], ports: tuple[int, ...]
) -> dict[int, tuple[socket.socket, ...]]:
    """Bind a free port for each port in the scenario; the free port is the same at all hosts.

    Free ports are looked up first and then bound by number. A bind to port 0 is not used: Linux
    releases a port that it chose at such a bind as soon as the socket stops listening, and chooses
    another port when the socket listens again.
    """
    if not hosts:
        raise OSError(errno.EADDRNOTAVAIL, "the name has no address on this machine")
    for _ in range(TRIES):
        numbers = _free_ports(hosts[0], len(ports))
        try:
            found = _bind(hosts, numbers)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            # Another process has taken the port since, or has the port at another one of the hosts.
            continue
        return {port: found[number] for port, number in zip(ports, numbers, strict=True)}
    raise OSError(
        errno.EADDRINUSE, f"{TRIES} times in a row, another process took a free port first"
    )


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
    """Bind each port at each host; close all of them if one is not available."""
    bound: dict[int, tuple[socket.socket, ...]] = {}
    with ExitStack() as stack:
        for port in ports:
            for host in hosts:
                made = stack.enter_context(socket.socket(_family(host), socket.SOCK_STREAM))
                made.setblocking(False)
                made.bind((host, port))
                # With this option a port can listen again later. The option is not set before the
                # bind, because then another process could bind the same port.
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                bound[port] = (*bound.get(port, ()), made)
        stack.pop_all()
    return bound
