"""Run the front doors of one process in one thread, which has one event loop for all doors.

The loop has a separate thread, because sync Playwright holds the main thread's loop.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener
from bluebar.mailserver.frontdoor.proxy_endpoint import EndpointServices, ProxyEndpoint
from bluebar.mailserver.frontdoor.tls_identity import Certificates, TlsIdentity
from bluebar.mailserver.server import MailServer

T = TypeVar("T")

LOOP_SECONDS = 10
"""Maximum seconds for the doors' thread to open or close a door, which takes milliseconds."""


class ProxyStuck(HarnessError):
    """The thread of the front doors does not answer."""


class ProxyServer:
    """Open the front doors of one process in front of one mail server.

    Args:
        server: the run's mail server.
        certificates: the object that makes the TLS identities of doors.
        bind_config: the addresses at which doors listen.
        deviations: the deviations of the server's brand from the RFCs; by default none.
    """

    def __init__(
        self,
        server: MailServer,
        certificates: Certificates,
        bind_config: BindConfig | None = None,
        *,
        deviations: Deviations | None = None,
    ) -> None:
        self.server = server
        self.deviations = deviations or Deviations()
        self.certificates = certificates
        self.bind_config = bind_config or BindConfig()
        self._doors: set[ProxyEndpoint] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="front doors", daemon=True
        )

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every open door and stop the thread."""
        self.call(self._close_all(), "close the front doors")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LOOP_SECONDS)
        self._loop.close()

    def open(self, door: FrontDoor, account: Account | None = None) -> ProxyEndpoint:
        """Open a door; the caller closes it, or uses it in a `with`.

        Args:
            door: the configuration.
            account: the account behind the door, for doors that map user names.

        Raises:
            NoAddress: no port is available.
            CertificateUnavailable: this run cannot make a certificate that the door needs.
        """
        bound = self.bind_config.bind_ports(door)
        services = EndpointServices(
            upstream=lambda listener: self.server.nearest(listener.upstream),
            identity=partial(self._identity, bound.host),
            run_in_loop=self.call,
            deviations=self.deviations,
            # This object keeps no closed door, because the transcripts can be large.
            on_close=self._doors.discard,
        )
        opened = ProxyEndpoint(door, bound, account, services)
        self._doors.add(opened)
        try:
            self.call(opened.listen(), "open a front door")
        except BaseException:
            opened.close()
            raise
        return opened

    def _identity(self, host: str, listener: Listener) -> TlsIdentity:
        """Return the TLS identity of a port; a good certificate is for the host that is typed."""
        names = tuple(dict.fromkeys((host, *self.bind_config.names)))
        return self.certificates.identity(listener, names)

    def call(self, work: Coroutine[Any, Any, T], what: str) -> T:
        """Run a coroutine in the doors' thread, and return its result.

        Args:
            work: the coroutine.
            what: the task in words, for the error, e.g. "open a front door".

        Raises:
            ProxyStuck: the thread took too long.
        """
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(LOOP_SECONDS)
        except TimeoutError as error:
            future.cancel()
            raise ProxyStuck(
                wanted=f"to {what}",
                happened=f"the thread did not answer within {LOOP_SECONDS} s",
                where="the thread of the front doors",
                next_step="run again; if the error occurs again, report a bug of bluebar",
            ) from error

    async def _close_all(self) -> None:
        for door in [*self._doors]:
            await door.close_here()
