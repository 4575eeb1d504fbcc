"""Open front doors and keep them: one thread with an event loop for all doors of a process.

A thread of its own, because sync Playwright keeps the main thread's loop.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener
from bluebar.mailserver.frontdoor.proxy_endpoint import ProxyEndpoint
from bluebar.mailserver.frontdoor.tls_identity import Certificates, TlsIdentity
from bluebar.mailserver.server import MailServer

T = TypeVar("T")

LOOP_SECONDS = 10
"""How long the doors' thread may take for opening or closing one; it takes milliseconds."""


class ProxyStuck(HarnessError):
    """The thread of the front doors did not answer."""


class ProxyServer:
    """Keep the front doors of one process in front of one mail server.

    Args:
        server: the run's mail server.
        certificates: what doors show.
        stand: where doors stand.
    """

    def __init__(
        self, server: MailServer, certificates: Certificates, stand: BindConfig | None = None
    ) -> None:
        self.server = server
        self.certificates = certificates
        self.stand = stand or BindConfig()
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
        """End the thread and every door that is still open."""
        self.call(self._end_all(), "end the front doors")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LOOP_SECONDS)
        self._loop.close()

    def open(self, door: FrontDoor, account: Account | None = None) -> ProxyEndpoint:
        """Open a door; the caller closes it, or uses it in a `with`.

        Args:
            door: what it does.
            account: whose mailbox is behind it, for doors that map user names.

        Raises:
            NoAddress: there is no port to listen on.
            CertificateUnavailable: this run cannot show what the door shall show.
        """
        opened = ProxyEndpoint(self, door, self.stand.find_place(door), account)
        self._doors.add(opened)
        try:
            self.call(opened.listen(), "open a front door")
        except BaseException:
            opened.close()
            raise
        return opened

    def forget(self, door: ProxyEndpoint) -> None:
        """Take note that a door is closed, so that what was said at it need not be kept here."""
        self._doors.discard(door)

    def shown(self, host: str, listener: Listener) -> TlsIdentity:
        """Return what a port shows in TLS; a good certificate names what is typed."""
        names = tuple(dict.fromkeys((host, *self.stand.names)))
        return self.certificates.shown(listener.certificate, listener.tls_versions, names)

    def upstream(self, listener: Listener) -> tuple[str, int]:
        """Return where the mail server's own plain service stands."""
        return self.server.nearest(listener.behind)

    def call(self, work: Coroutine[Any, Any, T], what: str) -> T:
        """Do something in the doors' thread and wait for it.

        Raises:
            ProxyStuck: it took too long.
        """
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(LOOP_SECONDS)
        except TimeoutError as error:
            future.cancel()
            raise ProxyStuck(
                wanted=f"to {what}",
                happened=f"no answer in {LOOP_SECONDS} s",
                where="the thread of the front doors",
                next_step="run again; if it happens twice, it is a defect of bluebar's front door",
            ) from error

    async def _end_all(self) -> None:
        for door in [*self._doors]:
            await door.close_here()
