"""Carry one connection between the app and the mail server, every byte unchanged."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable

from mailserver.frontdoor.conversation import Conversation, TlsFacts
from mailserver.frontdoor.recorder import Recorder
from mailserver.frontdoor.stream import PlainStream, Stream, TlsStream

# What a connection that its other side has given up answers with.
GONE = (ConnectionError, BrokenPipeError, ssl.SSLError)


class Relay:
    """One connection through a door.

    Args:
        conversation: what is said is written there.
        clock: tells the seconds since the door was opened.
        notify: called whenever something was said.
        upstream: host and port of the mail server's service.
        context: to end TLS with, or None to pass plain bytes.
    """

    def __init__(
        self,
        conversation: Conversation,
        clock: Callable[[], float],
        notify: Callable[[], None],
        upstream: tuple[str, int],
        context: ssl.SSLContext | None,
    ) -> None:
        self.conversation = conversation
        self.notify = notify
        self.upstream = upstream
        self.context = context
        self.recorder = Recorder(conversation, clock)

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until both sides have ended."""
        try:
            app = await self._meet(PlainStream(reader, writer))
            if app is not None:
                await self._carry(app)
        except GONE as error:
            self.recorder.remark(f"the connection broke: {type(error).__name__}")
        finally:
            self.recorder.ended()
            await _close(writer)

    async def _meet(self, plain: PlainStream) -> Stream | None:
        """Return the app's stream, after the handshake where there is one; None if it failed."""
        if self.context is None:
            return plain
        facts = self.conversation.tls = TlsFacts()
        stream = TlsStream(plain, self.context, facts)
        if await stream.handshake():
            self.recorder.remark(f"{facts.version}, {facts.cipher}")
            return stream
        self.recorder.remark(f"no TLS: {facts.error}")
        return None

    async def _carry(self, app: Stream) -> None:
        host, port = self.upstream
        try:
            reader, writer = await asyncio.open_connection(host, port)
        except OSError as error:
            self.conversation.trouble = f"the mail server at {host}:{port} does not answer: {error}"
            self.recorder.remark(self.conversation.trouble)
            return
        server = PlainStream(reader, writer)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._one_way(app, server, self.recorder.app_said))
                both.create_task(self._one_way(server, app, self.recorder.server_said))
        except* GONE as group:
            self.recorder.remark(f"the connection broke: {type(group.exceptions[0]).__name__}")
        finally:
            await _close(writer)

    async def _one_way(self, source: Stream, sink: Stream, said: Callable[[bytes], None]) -> None:
        while data := await source.read():
            # Written down before it passes on: who is answered finds the question recorded.
            said(data)
            self.notify()
            await sink.write(data)
        with contextlib.suppress(*GONE, OSError):
            await sink.end()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()
