"""The bound ports of a front door, and the error if there are none."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bluebar.mailserver.errors import HarnessError


class NoAddress(HarnessError):
    """No address and port is available for a front door."""


@dataclass(frozen=True, kw_only=True)
class BoundPorts:
    """The sockets of a front door: bound, and not listening yet.

    Attributes:
        host: the host to type into the app's form.
        sockets: the sockets for each port in the scenario: one socket for each address of the host,
            all at the same bound port.
        real_ports: whether the ports to type are the ports in the scenario.
        why: the reason for ports other than those in the scenario; empty if no reason is reported.
        typed: the ports to type, if they differ from the bound ports: for an app that reaches the
            door through a tunnel or a forwarded port.
        release: a function that lets the next door have the ports.
    """

    host: str
    sockets: dict[int, tuple[socket.socket, ...]]
    real_ports: bool
    why: str = ""
    typed: Mapping[int, int] = field(default_factory=dict)
    release: Callable[[], object] = lambda: None

    def port(self, named: int) -> int:
        """Return the port to type for a port in the scenario."""
        port: int = self.typed.get(named) or self.sockets[named][0].getsockname()[1]
        return port

    def close(self) -> None:
        """Release every port; a second call does nothing."""
        for bound in self.sockets.values():
            for each in bound:
                each.close()
        self.release()
