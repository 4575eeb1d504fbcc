"""The hosts to which Kith may connect: public addresses, and those in ALLOWED_MAIL_HOSTS.

A form that connects to any host can be used to scan the ports of Kith's private network. Kith
refuses a host that is not allowed before it connects, always with the same message.
"""

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

from bluebar.app.problems import ConnectError, ConnectProblem

_resolvers = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class HostPolicy:
    """Resolve host names to addresses, and refuse hosts that are not allowed.

    Args:
        allowed: the setting ALLOWED_MAIL_HOSTS: networks and host:port pairs, separated by commas;
            the port * means any port.
    """

    def __init__(self, allowed: str) -> None:
        entries = [entry.strip() for entry in allowed.split(",") if entry.strip()]
        self._networks = [ipaddress.ip_network(each) for each in entries if "/" in each]
        self._pairs = {each.lower() for each in entries if "/" not in each}

    def addresses(self, host: str, port: int, within: float) -> list[str]:
        """Return the addresses of a host, in the order in which to try them.

        Args:
            host: a host name or an IP address.
            port: the port of the connection.
            within: the seconds that resolving the name may take.

        Raises:
            ConnectError: the host is not found, one of its addresses is not allowed, or resolving
                takes too long.
        """
        looked_up = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = list(dict.fromkeys(str(info[4][0]) for info in looked_up.result(within)))
        except FutureTimeout as error:
            raise ConnectError(
                ConnectProblem.NO_ANSWER, "The server's name could not be looked up."
            ) from error
        except (OSError, UnicodeError) as error:
            raise ConnectError(ConnectProblem.NOT_FOUND) from error
        if not all(self._is_allowed(address, host, port) for address in found):
            raise ConnectError(ConnectProblem.NOT_ALLOWED)
        return found

    def _is_allowed(self, address: str, host: str, port: int) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if ip.is_global and not ip.is_multicast:
            return True
        if any(ip.version == network.version and ip in network for network in self._networks):
            return True
        names = {host.lower(), address}
        return bool({f"{name}:{each}" for name in names for each in (port, "*")} & self._pairs)
