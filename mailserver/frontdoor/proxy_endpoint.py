"""A front door that listens: what comes to its ports, and the end of it."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.binding import BoundPorts
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.faults import Fault, NeverAccepts
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener
from bluebar.mailserver.frontdoor.proxy_connection import ProxyConnection
from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import Transcript
from bluebar.mailserver.frontdoor.transport import PlainStream

if TYPE_CHECKING:
    from bluebar.mailserver.frontdoor.proxy_server import ProxyServer

BACKLOG = 128


class ProxyEndpoint:
    """A front door that listens, and what was said at it.

    Attributes:
        host: what is typed into the form.
        real_ports: whether the ports are those that the door names.
        why: why they are not, or empty.
    """

    def __init__(
        self, porter: "ProxyServer", door: FrontDoor, place: BoundPorts, account: Account | None
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
        self._conversations: list[Transcript] = []
        self._tally = FaultCounts()
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
    def conversations(self) -> list[Transcript]:
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

    def wait_for(self, condition: Callable[[list[Transcript]], bool], *, within: float) -> bool:
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
            for bound in self._place.sockets[port]:
                self._listen(port, listener, bound)

    def _listen(self, port: int, listener: Listener, bound: socket.socket) -> None:
        self._listening.append(bound)
        if any(isinstance(fault, NeverAccepts) for fault in listener.faults):
            bound.listen(0)
            self._fillers += _fill(bound)
            return
        bound.listen(BACKLOG)
        shown = self.porter.shown(self.host, listener) if listener.has_tls else None
        asyncio.get_running_loop().add_reader(bound, self._accept, port, listener, bound, shown)

    def _accept(
        self, port: int, listener: Listener, bound: socket.socket, shown: TlsIdentity | None
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
        self, port: int, listener: Listener, connection: socket.socket, shown: TlsIdentity | None
    ) -> None:
        conversation = Transcript(
            port=port, listening_on=self._ports[port], opened_at=round(self.clock(), 4)
        )
        with self._changed:
            self._conversations.append(conversation)
            self._changed.notify_all()
        app = PlainStream(connection)
        try:
            await ProxyConnection(
                app=app,
                conversation=conversation,
                dialogue=ImapSession(listener, self.account, self._tally),
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
        self._place.close()
        self.porter.forget(self)


def _close_socket(connection: socket.socket, _: object) -> None:
    connection.close()


def _fill(bound: socket.socket) -> Iterator[socket.socket]:
    """Fill a port's queue, so that the system drops every further attempt to connect."""
    for _ in range(3):
        filler = socket.socket(bound.family, socket.SOCK_STREAM)
        filler.setblocking(False)
        filler.connect_ex(bound.getsockname())
        yield filler
