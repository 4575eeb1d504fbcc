"""Free ports of the loopback address, for servers that cannot choose their ports themselves."""

import socket

from bluebar.mailserver.server import LOOPBACK


def free_ports(number: int) -> list[int]:
    """Return free ports; all ports are held until the last port is known, so that all differ.

    Another process can take a port before the server binds it, so the start of a server is tried
    again with other ports.
    """
    held = [socket.create_server((LOOPBACK, 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
