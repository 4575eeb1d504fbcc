"""Open front doors and keep them: one thread with an event loop for all doors of a process.

A thread of its own, because sync Playwright keeps the main thread's loop.
"""

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from mailserver.errors import HarnessError
from mailserver.frontdoor.addresses import Place, find_place
from mailserver.frontdoor.conversation import Conversation
from mailserver.frontdoor.relay import Relay
from mailserver.frontdoor.values import Certificate, FrontDoor, Listener
from mailserver.server import MailServer

T = TypeVar("T")

ANOTHER_NAME = "imap.somebody-elses.example"

LOOP_SECONDS = 10
"""How long the doors' thread may take for opening or closing one; it takes milliseconds."""


class DoorStuck(HarnessError):
    """The thread of the front doors did not answer."""


class Certificates(Protocol):
    """Where a door's certificates come from: the run's authority."""

    def server_context(self, *names: str) -> ssl.SSLContext:
        """Return a context with a certificate for these DNS names and IP addresses."""

    def unknown_context(self, *names: str) -> ssl.SSLContext:
        """Return the same with a certificate of an authority that nobody trusts."""


class OpenDoor:
    """A front door that listens, and what was said at it.

    Attributes:
        host: what is typed into the form.
        real_ports: whether the ports are those that the door names.
        why: why they are not, or empty.
    """

    def __init__(self, porter: "Porter", door: FrontDoor, place: Place) -> None:
        self.porter = porter
        self.door = door
        self.host = place.host
        self.real_ports = place.real_ports
        self.why = place.why
        self._place = place
        self._ports = {port: place.port(port) for port in door.ports}
        self._opened = time.monotonic()
        self._changed = threading.Condition()
        self._conversations: list[Conversation] = []
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        """Return itself; the door is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def port(self, named: int) -> int:
        """Return the port to type for one that the door names."""
        return self._ports[named]

    @property
    def conversations(self) -> list[Conversation]:
        """Return every connection so far, in the order in which they came."""
        with self._changed:
            return list(self._conversations)

    @property
    def trouble(self) -> str:
        """Return what kept the door from its work, or empty; bluebar's own trouble."""
        return "; ".join(each.trouble for each in self.conversations if each.trouble)

    def wait_for(self, condition: Callable[[list[Conversation]], bool], *, within: float) -> bool:
        """Wait until the conversations fulfil a condition; return whether they did in time.

        Args:
            condition: asked anew whenever something was said.
            within: seconds.
        """
        with self._changed:
            return self._changed.wait_for(lambda: condition(self._conversations), within)

    def close(self) -> None:
        """Stop listening and end every connection."""
        self.porter.call(self._close(), "close a front door")

    def clock(self) -> float:
        """Return the seconds since the door was opened."""
        return time.monotonic() - self._opened

    def notify(self) -> None:
        """Wake who waits for something to be said."""
        with self._changed:
            self._changed.notify_all()

    async def listen(self) -> None:
        """Begin to listen; ports without a listener stay bound and refuse connections."""
        for port, listener in self.door.listeners:
            server = await asyncio.start_server(
                self._handler(port, listener), sock=self._place.sockets[port]
            )
            self._servers.append(server)

    def _handler(
        self, port: int, listener: Listener
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]:
        context = self.porter.context(self.host, listener.certificate) if listener.tls else None
        upstream = self.porter.upstream(listener)

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            conversation = Conversation(
                port=port, listening_on=self._ports[port], opened_at=round(self.clock(), 4)
            )
            with self._changed:
                self._conversations.append(conversation)
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                # The door is closing when this is cancelled; asyncio's server on 3.11 complains
                # about handlers that end as cancelled.
                with contextlib.suppress(asyncio.CancelledError):
                    relay = Relay(conversation, self.clock, self.notify, upstream, context)
                    await relay.run(reader, writer)
            finally:
                self._tasks.discard(task)
                conversation.closed_at = round(self.clock(), 4)
                self.notify()

        return handle

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for bound in self._place.sockets.values():
            bound.close()


class Porter:
    """Keep the front doors of one process in front of one mail server.

    Args:
        server: the run's mail server.
        authority: signs the doors' certificates.
    """

    def __init__(self, server: MailServer, authority: Certificates) -> None:
        self.server = server
        self.authority = authority
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

    def open(self, door: FrontDoor) -> OpenDoor:
        """Open a door; the caller closes it, or uses it in a `with`.

        Raises:
            NoAddress: there is no port to listen on.
        """
        opened = OpenDoor(self, door, find_place(door.ports))
        self.call(opened.listen(), "open a front door")
        return opened

    def context(self, host: str, certificate: Certificate) -> ssl.SSLContext:
        """Return the TLS context of a port; a good certificate names what is typed."""
        match certificate:
            case Certificate.GOOD:
                return self.authority.server_context(host, "localhost")
            case Certificate.UNKNOWN_AUTHORITY:
                return self.authority.unknown_context(host, "localhost")
            case Certificate.OTHER_NAME:
                return self.authority.server_context(ANOTHER_NAME)

    def upstream(self, listener: Listener) -> tuple[str, int]:
        """Return where the mail server's own plain service stands."""
        return self.server.nearest(listener.behind)

    def call(self, work: Coroutine[Any, Any, T], what: str) -> T:
        """Do something in the doors' thread and wait for it.

        Raises:
            DoorStuck: it took too long.
        """
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(LOOP_SECONDS)
        except TimeoutError as error:
            future.cancel()
            raise DoorStuck(
                wanted=f"to {what}",
                happened=f"no answer in {LOOP_SECONDS} s",
                where="the thread of the front doors",
                next_step="run again; if it happens twice, it is a defect of bluebar's front door",
            ) from error

    async def _end_all(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
