"""A listening front door: accept connections, serve each in a task, and close all of them."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self, assert_never

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.bound_ports import BoundPorts
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.frontdoor.fault_counts import FaultCounts
from bluebar.mailserver.frontdoor.fault_stages import by_stage
from bluebar.mailserver.frontdoor.faults import CountedFault, NeverAccepts
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener
from bluebar.mailserver.frontdoor.proxy_connection import ProxyConnection
from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import Transcript
from bluebar.mailserver.frontdoor.transport import PlainStream

BACKLOG = 128


@dataclass(frozen=True, kw_only=True)
class EndpointServices:
    """What an endpoint needs from the `ProxyServer` that opens it.

    Attributes:
        upstream: a function that returns host and port of the mail server's plain service for a
            port of the door.
        identity: a function that returns the TLS identity of a port of the door.
        run_in_loop: a function that runs a coroutine in the event loop of the doors, and waits for
            its end; the text names the task in errors.
        on_close: a function that is called in that event loop after the endpoint is closed.
        deviations: the mail server's deviations from the RFCs.
    """

    upstream: Callable[[Listener], tuple[str, int]]
    identity: Callable[[Listener], TlsIdentity]
    run_in_loop: Callable[[Coroutine[Any, Any, None], str], None]
    on_close: Callable[["ProxyEndpoint"], None]
    deviations: Deviations


class ProxyEndpoint:
    """A listening front door, and the transcripts of its connections.

    Args:
        door: the configuration.
        bound: the door's ports.
        account: the account behind the door; None if the door maps no user names.
        services: the services of the `ProxyServer` that opens the endpoint.

    Attributes:
        host: the host to type into the app's form.
        real_ports: whether the bound ports are the ports in the configuration.
        why: the reason for ports other than those in the configuration; empty if no reason is
            reported.
    """

    def __init__(
        self,
        door: FrontDoor,
        bound: BoundPorts,
        account: Account | None,
        services: EndpointServices,
    ) -> None:
        self.door = door
        self.account = account
        self.host = bound.host
        self.real_ports = bound.real_ports
        self.why = bound.why
        self._services = services
        self._bound = bound
        self._ports = {port: bound.port(port) for port in door.ports}
        self._opened = time.monotonic()
        self._changed = threading.Condition()
        self._transcripts: list[Transcript] = []
        self._counts = FaultCounts()
        self._tasks: set[asyncio.Task[None]] = set()
        self._fillers: list[socket.socket] = []
        self._listening: list[socket.socket] = []
        self._trouble = ""

    def __enter__(self) -> Self:
        """Return the endpoint, which is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the door."""
        self.close()

    def port(self, named: int) -> int:
        """Return the port to type for a port of the configuration."""
        return self._ports[named]

    @property
    def conversations(self) -> list[Transcript]:
        """The transcript of every connection so far, in the order of the connections."""
        with self._changed:
            return list(self._transcripts)

    @property
    def trouble(self) -> str:
        """Why the door could not work, or empty; an error of bluebar, not of the app."""
        troubles = [self._trouble, *(each.trouble for each in self.conversations)]
        return "; ".join(each for each in troubles if each)

    def happened(self, fault: CountedFault) -> int:
        """Return the number of times that a fault has happened."""
        return self._counts.happened[fault]

    def wait_for(self, condition: Callable[[list[Transcript]], bool], *, within: float) -> bool:
        """Wait until the transcripts fulfil a condition; return whether they did in time.

        Args:
            condition: a function that is called with the transcripts after each change.
            within: the maximum seconds to wait.
        """
        with self._changed:
            return self._changed.wait_for(lambda: condition(self._transcripts), within)

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._services.run_in_loop(self.close_here(), "close a front door")

    def clock(self) -> float:
        """Return the seconds since the door was opened."""
        return time.monotonic() - self._opened

    def notify(self) -> None:
        """Wake the callers of `wait_for`."""
        with self._changed:
            self._changed.notify_all()

    def become(self, door: FrontDoor) -> None:
        """Change the configuration, at the same host and ports; open connections are ended.

        To begin an outage, call `become(FrontDoor.nothing())`; to end it, call `become` with the
        former door.

        Args:
            door: the new configuration, without ports that the first configuration lacks.
        """
        self._services.run_in_loop(self._become(door), "change a front door")

    async def _become(self, door: FrontDoor) -> None:
        await self._stop()
        self.door = door
        await self.listen()

    async def listen(self) -> None:
        """Begin to listen; ports without a listener stay bound and refuse connections."""
        for port, listener in self.door.listeners:
            for bound in self._bound.sockets[port]:
                self._listen(port, listener, bound)

    def _listen(self, port: int, listener: Listener, bound: socket.socket) -> None:
        self._listening.append(bound)
        for fault in by_stage(listener.faults).listen:
            match fault:
                case NeverAccepts():
                    bound.listen(0)
                    self._fillers += _fill(bound)
                    return
                case _:
                    assert_never(fault)
        bound.listen(BACKLOG)
        identity = self._services.identity(listener) if listener.has_tls else None
        asyncio.get_running_loop().add_reader(bound, self._accept, port, listener, bound, identity)

    def _accept(
        self, port: int, listener: Listener, bound: socket.socket, identity: TlsIdentity | None
    ) -> None:
        # `sock_accept` of the event loop is not used: if it is cancelled after it has accepted a
        # connection, this connection is lost.
        try:
            connection, _ = bound.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:
            self._trouble = f"port {port} accepts no more connections: {error}"
            asyncio.get_running_loop().remove_reader(bound)
            return
        task = asyncio.create_task(self._serve(port, listener, connection, identity))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before it has begun does not close its connection itself.
        task.add_done_callback(partial(_close_socket, connection))

    async def _serve(
        self, port: int, listener: Listener, connection: socket.socket, identity: TlsIdentity | None
    ) -> None:
        transcript = Transcript(
            port=port, listening_on=self._ports[port], opened_at=round(self.clock(), 4)
        )
        with self._changed:
            self._transcripts.append(transcript)
            self._changed.notify_all()
        app = PlainStream(connection)
        try:
            await ProxyConnection(
                app=app,
                listener=listener,
                session=ImapSession(
                    listener, self.account, self._counts, self._services.deviations
                ),
                transcript=transcript,
                clock=self.clock,
                notify=self.notify,
                upstream=self._services.upstream(listener),
                identity=identity,
                account=self.account,
            ).run()
        except Exception as error:
            transcript.trouble = f"the front door failed: {type(error).__name__}: {error}"
            raise
        finally:
            app.close()
            transcript.closed_at = round(self.clock(), 4)
            self.notify()

    async def _stop(self) -> None:
        """Refuse connections from now on, and end open connections."""
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
            # The socket stays bound, so that it can listen again and no other process gets the
            # port. It must not be shut down twice: on Linux, connections that it accepts later
            # would inherit the second shutdown.
            bound.shutdown(socket.SHUT_RDWR)
        self._listening.clear()

    async def close_here(self) -> None:
        """Close the door; a second call does nothing. Call this in the event loop of the doors."""
        await self._stop()
        self._bound.close()
        self._services.on_close(self)


def _close_socket(connection: socket.socket, _: object) -> None:
    connection.close()


def _fill(bound: socket.socket) -> Iterator[socket.socket]:
    """Fill the backlog of a port, so that the system drops every further connection attempt."""
    for _ in range(3):
        filler = socket.socket(bound.family, socket.SOCK_STREAM)
        filler.setblocking(False)
        filler.connect_ex(bound.getsockname())
        yield filler
