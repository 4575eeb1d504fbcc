"""Open front doors and keep them: one thread with an event loop for all doors of a process.

A thread of its own, because sync Playwright keeps the main thread's loop.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from mailserver.accounts import Account
from mailserver.errors import HarnessError
from mailserver.frontdoor.addresses import Place, Stand
from mailserver.frontdoor.certificates import Certificates, Shown
from mailserver.frontdoor.conversation import Conversation
from mailserver.frontdoor.dialogue import Dialogue
from mailserver.frontdoor.faults import Fault, NeverAccepts
from mailserver.frontdoor.relay import Relay
from mailserver.frontdoor.stream import PlainStream
from mailserver.frontdoor.tally import Tally
from mailserver.frontdoor.values import FrontDoor, Listener
from mailserver.server import MailServer

T = TypeVar("T")

LOOP_SECONDS = 10
"""How long the doors' thread may take for opening or closing one; it takes milliseconds."""

BACKLOG = 128


class DoorStuck(HarnessError):
    """The thread of the front doors did not answer."""


class OpenDoor:
    """A front door that listens, and what was said at it.

    Attributes:
        host: what is typed into the form.
        real_ports: whether the ports are those that the door names.
        why: why they are not, or empty.
    """

    def __init__(
        self, porter: "Porter", door: FrontDoor, place: Place, account: Account | None
    ) -> None:
        self.porter = porter
        self.door = door
        self.account = account
        self.host = place.host
        self.real_ports = place.real_ports
        self.why = place.why
        self._place = place
        self._ports = {port: place.port(port) for port in door.ports}
        self._opened = time.monotonic()
        self._changed = threading.Condition()
        self._conversations: list[Conversation] = []
        self._tally = Tally()
        self._tasks: set[asyncio.Task[None]] = set()
        self._fillers: list[socket.socket] = []
        self._listening: list[socket.socket] = []
        self._trouble = ""

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
        troubles = [self._trouble, *(each.trouble for each in self.conversations)]
        return "; ".join(each for each in troubles if each)

    def happened(self, fault: Fault) -> int:
        """Return to how many connections a fault has happened, of those that are counted.

        These are the ones that have to do with what is said: a login, a FETCH, so many bytes.
        """
        return self._tally.happened[fault]

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
        self.porter.call(self.close_here(), "close a front door")

    def clock(self) -> float:
        """Return the seconds since the door was opened."""
        return time.monotonic() - self._opened

    def notify(self) -> None:
        """Wake who waits for something to be said."""
        with self._changed:
            self._changed.notify_all()

    def become(self, door: FrontDoor) -> None:
        """Be another door from now on, at the same host and ports; what was open is ended.

        An outage is `become(FrontDoor.nothing())`, and its end `become` the one before.

        Args:
            door: with no other ports than the first one.
        """
        self.porter.call(self._become(door), "change a front door")

    async def _become(self, door: FrontDoor) -> None:
        await self._stop()
        self.door = door
        await self.listen()

    async def listen(self) -> None:
        """Begin to listen; ports without a listener stay bound and refuse connections."""
        for port, listener in self.door.listeners:
            bound = self._place.sockets[port]
            self._listening.append(bound)
            if any(isinstance(fault, NeverAccepts) for fault in listener.faults):
                bound.listen(0)
                self._fillers += _fill(bound)
                continue
            bound.listen(BACKLOG)
            shown = self.porter.shown(self.host, listener) if _shows(listener) else None
            asyncio.get_running_loop().add_reader(bound, self._accept, port, listener, bound, shown)

    def _accept(
        self, port: int, listener: Listener, bound: socket.socket, shown: Shown | None
    ) -> None:
        # By hand: a connection that `sock_accept` has taken when it is cancelled is lost.
        try:
            connection, _ = bound.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:
            self._trouble = f"port {port} takes no connections any more: {error}"
            asyncio.get_running_loop().remove_reader(bound)
            return
        task = asyncio.create_task(self._serve(port, listener, connection, shown))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is ended before it began closes nothing itself.
        task.add_done_callback(partial(_close_socket, connection))

    async def _serve(
        self, port: int, listener: Listener, connection: socket.socket, shown: Shown | None
    ) -> None:
        conversation = Conversation(
            port=port, listening_on=self._ports[port], opened_at=round(self.clock(), 4)
        )
        with self._changed:
            self._conversations.append(conversation)
            self._changed.notify_all()
        app = PlainStream(connection)
        try:
            await Relay(
                app=app,
                conversation=conversation,
                dialogue=Dialogue(listener, self.account, self._tally),
                clock=self.clock,
                notify=self.notify,
                upstream=self.porter.upstream(listener),
                shown=shown,
            ).run()
        except Exception as error:
            conversation.trouble = f"the front door failed: {type(error).__name__}: {error}"
            raise
        finally:
            app.close()
            conversation.closed_at = round(self.clock(), 4)
            self.notify()

    async def _stop(self) -> None:
        """Refuse connections from now on, and end those that are open."""
        for bound in self._listening:
            asyncio.get_running_loop().remove_reader(bound)
        ending = [*self._tasks]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for filler in self._fillers:
            filler.close()
        self._fillers.clear()
        for bound in self._listening:
            # It stays bound, so that nobody else gets the port, and can listen again. Linux lets
            # accepted connections inherit a second shutdown, so there must be none.
            bound.shutdown(socket.SHUT_RDWR)
        self._listening.clear()

    async def close_here(self) -> None:
        """Close it, in the doors' thread; a second time does nothing."""
        await self._stop()
        for bound in self._place.sockets.values():
            bound.close()


def _close_socket(connection: socket.socket, _: object) -> None:
    connection.close()


def _shows(listener: Listener) -> bool:
    return listener.tls or listener.starttls is not None


def _fill(bound: socket.socket) -> Iterator[socket.socket]:
    """Fill a port's queue, so that the system drops every further attempt to connect."""
    for _ in range(3):
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        filler.setblocking(False)
        filler.connect_ex(bound.getsockname())
        yield filler


class Porter:
    """Keep the front doors of one process in front of one mail server.

    Args:
        server: the run's mail server.
        certificates: what doors show.
        stand: where doors stand.
    """

    def __init__(
        self, server: MailServer, certificates: Certificates, stand: Stand | None = None
    ) -> None:
        self.server = server
        self.certificates = certificates
        self.stand = stand or Stand()
        self._doors: list[OpenDoor] = []
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

    def open(self, door: FrontDoor, account: Account | None = None) -> OpenDoor:
        """Open a door; the caller closes it, or uses it in a `with`.

        Args:
            door: what it does.
            account: whose mailbox is behind it, for doors that map user names.

        Raises:
            NoAddress: there is no port to listen on.
            CertificateNotToBeHad: this run cannot show what the door shall show.
        """
        opened = OpenDoor(self, door, self.stand.find_place(door), account)
        self._doors.append(opened)
        try:
            self.call(opened.listen(), "open a front door")
        except BaseException:
            opened.close()
            raise
        return opened

    def shown(self, host: str, listener: Listener) -> Shown:
        """Return what a port shows in TLS; a good certificate names what is typed."""
        names = tuple(dict.fromkeys((host, *self.stand.names)))
        return self.certificates.shown(listener.certificate, listener.tls_versions, names)

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
        for door in self._doors:
            await door.close_here()
