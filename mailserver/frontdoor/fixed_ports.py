"""Ports that are fixed for a run: for a tunnel, a forwarded port, or an app that knows 993 only.

All front doors of the run have the same host and ports, so one door is open at a time. A door waits
until the door of another worker is closed.
"""

import errno
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Self

from filelock import FileLock, Timeout

from bluebar.mailserver.frontdoor.bound_ports import BoundPorts, NoAddress
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS

PATIENCE = 600.0
"""The seconds for which a test waits for the ports. No test takes longer than this."""

FORMAT = "IMAP,IMAPS"
EXAMPLES = "143,993 or 143:1143,993:1993"
FIRST_PORT_OF_EVERYONE = 1024
"""On most systems, only root may listen at a port below this one."""


@dataclass(frozen=True, kw_only=True)
class FixedPorts:
    """The ports of all front doors of a run, for the scenarios' ports 143 and 993.

    Attributes:
        typed: the ports to type into the form, by the scenario's port.
        listened: the ports of this machine, by the scenario's port.
    """

    typed: dict[int, int]
    listened: dict[int, int]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read two ports, each as PORT or as TYPED:LISTENED.

        Raises:
            ValueError: the text is not in this format, or a number is no port.
        """
        found = re.fullmatch(r"(\d{1,5})(?::(\d{1,5}))?,(\d{1,5})(?::(\d{1,5}))?", text)
        if not found:
            raise ValueError(text)
        imap, imap_here, imaps, imaps_here = found.groups()
        typed = dict(zip(USUAL_PORTS, (int(imap), int(imaps)), strict=True))
        listened = dict(
            zip(USUAL_PORTS, (int(imap_here or imap), int(imaps_here or imaps)), strict=True)
        )
        for ports in (typed, listened):
            if len({*ports.values()}) < len(ports) or not all(
                0 < port < 1 << 16 for port in ports.values()
            ):
                raise ValueError(text)
        return cls(typed=typed, listened=listened)

    @property
    def are_usual(self) -> bool:
        """Whether the ports to type are 143 and 993."""
        return all(typed == port for port, typed in self.typed.items())

    def __str__(self) -> str:
        pairs = zip(self.typed.values(), self.listened.values(), strict=True)
        return ",".join(f"{typed}" if typed == here else f"{typed}:{here}" for typed, here in pairs)


def bind_fixed(fixed: FixedPorts, host: str, address: str, lock_file: str = "") -> BoundPorts:
    """Bind the fixed ports at an address.

    Args:
        fixed: the ports.
        host: the host to type into the app's form.
        address: the address of this machine.
        lock_file: a file that is locked until the ports are closed; empty for no lock.

    Raises:
        NoAddress: a port cannot be bound, or did not become free in `PATIENCE` seconds.
    """
    with ExitStack() as stack:
        if lock_file:
            stack.enter_context(_locked(lock_file, fixed, address))
        sockets: dict[int, tuple[socket.socket, ...]] = {
            port: (stack.enter_context(_bound(address, here, fixed)),)
            for port, here in fixed.listened.items()
        }
        opened = stack.pop_all()
    return BoundPorts(
        host=host,
        sockets=sockets,
        real_ports=fixed.are_usual,
        typed=fixed.typed,
        release=opened.close,
    )


@contextmanager
def _locked(lock_file: str, fixed: FixedPorts, address: str) -> Iterator[None]:
    # The door is closed in another thread than the one that opens it.
    lock = FileLock(lock_file, thread_local=False)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        raise NoAddress(
            wanted=f"the ports {fixed} on {address}, which one test has at a time (--proxy-ports)",
            happened=f"another test did not release them in {PATIENCE:g} s",
            where=lock_file,
            next_step="run with one worker (-n 0), and look at the test that does not end",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _bound(address: str, port: int, fixed: FixedPorts) -> socket.socket:
    """Bind a port, and make sure that no other program listens there.

    The port may have connections of an earlier test in TIME_WAIT. SO_REUSEADDR allows the bind in
    spite of them, and also beside another program that does not listen yet; so the port listens
    for a moment.
    """
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setblocking(False)
        made.bind((address, port))
        made.listen(0)
        made.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        made.close()
        raise NoAddress(
            wanted=f"the ports {fixed} on {address} for the proxy (--proxy-ports)",
            happened=f"port {port} cannot be bound: {error.strerror}",
            where=f"{address}:{port}",
            next_step=_next_step(error, fixed),
        ) from error
    return made


def _next_step(error: OSError, fixed: FixedPorts) -> str:
    if error.errno == errno.EACCES:
        high = ",".join(f"{port}:{port + 1000}" for port in fixed.typed.values())
        return (
            f"ports below {FIRST_PORT_OF_EVERYONE} need root: listen at other ports, and forward "
            f"these to them, e.g. --proxy-ports {high}; or run as root; or, on Linux, let everyone "
            "use them: sudo sysctl net.ipv4.ip_unprivileged_port_start=143"
        )
    if error.errno == errno.EADDRINUSE:
        return (
            "another program, or another run of bluebar, listens at this port: end it, or give "
            "other ports"
        )
    return "check that the address belongs to this machine (--proxy-bind)"
