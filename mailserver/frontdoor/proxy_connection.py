"""Carry one connection between the app and the mail server, as its `ImapSession` says."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable

from bluebar.mailserver.frontdoor.actions import Act, End, Pause, Secure, Send
from bluebar.mailserver.frontdoor.faults import CloseMode, HangsUp, OtherProtocol, StaysSilent
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.recorder import Recorder
from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import TlsFacts, Transcript
from bluebar.mailserver.frontdoor.transport import PlainStream, Stream, TlsStream

# What a connection that its other side has given up answers with.
GONE = (ConnectionError, BrokenPipeError, ssl.SSLError)

LINGER_SECONDS = 2.0
"""How long an app may take to leave after the door has ended the connection."""


class CloseConnection(Exception):
    """The door ends the connection."""

    def __init__(self, how: CloseMode) -> None:
        super().__init__(how)
        self.how = how


class ProxyConnection:
    """One connection through a door.

    Args:
        app: the connection from the app.
        conversation: what is said is written there.
        dialogue: what the door makes of it.
        clock: tells the seconds since the door was opened.
        notify: called whenever something was said.
        upstream: host and port of the mail server's service.
        shown: the certificate to end TLS with.
    """

    def __init__(
        self,
        *,
        app: PlainStream,
        conversation: Transcript,
        dialogue: ImapSession,
        clock: Callable[[], float],
        notify: Callable[[], None],
        upstream: tuple[str, int],
        shown: TlsIdentity | None,
    ) -> None:
        self.plain = app
        self.app: Stream = app
        self.conversation = conversation
        self.dialogue = dialogue
        self.notify = notify
        self.upstream = upstream
        self.shown = shown
        self.clock = clock
        self.recorder = Recorder(conversation, clock)
        self._saying = asyncio.Lock()

    async def run(self) -> None:
        """Carry bytes both ways until both sides have ended, or the door ends it."""
        how: CloseMode | None = None  # unless it was ended from elsewhere
        try:
            await self._serve()
            how = CloseMode.CLOSE
        except CloseConnection as over:
            how = over.how
            self.recorder.remark(f"the door ended the connection with {how}")
        except GONE as error:
            self.recorder.remark(f"the connection broke: {type(error).__name__}")
        finally:
            self.recorder.ended()
            self.dialogue.ended()
            try:
                if how in (CloseMode.CLOSE, CloseMode.BYE):
                    await self._see_off()
            finally:
                self.plain.close(reset=how is CloseMode.RESET)

    async def _see_off(self) -> None:
        """Say that this is the end, and wait for the app to leave.

        Closing with something unread would send a reset, which takes last words away with it.
        """
        with contextlib.suppress(OSError, TimeoutError):
            await self.plain.end()
            async with asyncio.timeout(LINGER_SECONDS):
                while await self.plain.read():
                    pass
            self._app_left()

    async def _serve(self) -> None:
        for fault in self.dialogue.listener.faults:
            if isinstance(fault, HangsUp):
                raise CloseConnection(fault.how)
            if isinstance(fault, StaysSilent):
                self.recorder.remark("the door stays silent")
                await self._listen_only()
                return
        if self.dialogue.listener.tls and not await self._secure():
            return
        for fault in self.dialogue.listener.faults:
            if isinstance(fault, OtherProtocol):
                await self._speak(fault)
                return
        await self._carry()

    async def _secure(self) -> bool:
        """Shake hands; return whether there is TLS now."""
        assert self.shown is not None
        facts = self.conversation.tls = TlsFacts()
        self.app = stream = TlsStream(self.plain, self.shown, facts)
        if await stream.handshake():
            self.recorder.remark(
                f"{facts.version}, {facts.cipher}, certificate {facts.certificate}"
            )
            return True
        self.recorder.remark(f"no TLS: {facts.error}")
        return False

    async def _upgrade(self, go_ahead: bytes) -> None:
        """Begin TLS in the middle of the conversation (STARTTLS)."""
        # Dropped before the go-ahead: what comes after it is the handshake.
        if dropped := self.plain.drop():
            self.recorder.remark(f"{dropped} bytes said in plain are dropped")
        self.recorder.secured()
        await self._say(go_ahead)
        if not await self._secure():
            raise CloseConnection(CloseMode.CLOSE)

    async def _read(self) -> bytes:
        """Return what the app said next, written down; empty when it has left."""
        try:
            data = await self.app.read()
        except GONE:
            self._app_left()
            raise
        if data:
            # Written down before it passes on: who is answered finds the question recorded.
            self.recorder.app_said(data)
            self.notify()
        else:
            self._app_left()
        return data

    def _app_left(self) -> None:
        if self.conversation.app_left_at is None:
            self.conversation.app_left_at = round(self.clock(), 4)
        self.notify()

    async def _listen_only(self) -> None:
        while await self._read():
            pass

    async def _speak(self, what: OtherProtocol) -> None:
        """Be something else than a mail server."""
        await self._say(what.greeting)
        while data := await self._read():
            lines = data.count(b"\n")
            await self._say(what.answer * (min(lines, 1) if what.ends else lines))
            if what.ends and lines:
                return

    async def _say(self, data: bytes) -> None:
        if data:
            self.recorder.server_said(data, by="door")
            self.notify()
            await self.app.write(data)

    async def _carry(self) -> None:
        host, port = self.upstream
        try:
            server = await PlainStream.to((host, port))
        except OSError as error:
            self.conversation.trouble = f"the mail server at {host}:{port} does not answer: {error}"
            self.recorder.remark(self.conversation.trouble)
            return
        ended: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._from_app(server))
                both.create_task(self._from_server(server))
        except* (CloseConnection, *GONE) as group:
            # The first is the cause; the other side's may follow from it.
            ended = group.exceptions[0]
        finally:
            server.close()
        if ended is not None:
            raise ended

    async def _from_app(self, server: PlainStream) -> None:
        while data := await self._read():
            for act in self.dialogue.app_said(data):
                await self._do(act, server)
        for act in self.dialogue.app_left():
            await self._do(act, server)
        with contextlib.suppress(*GONE, OSError):
            await server.end()

    async def _from_server(self, server: PlainStream) -> None:
        while data := await server.read():
            for act in self.dialogue.server_said(data):
                await self._do(act, server)
        for act in self.dialogue.server_left():
            await self._do(act, server)
        with contextlib.suppress(*GONE, OSError):
            await self.app.end()

    async def _do(self, act: Act, server: PlainStream) -> None:
        match act:
            case Send(to="server", data=data):
                await server.write(data)
            case Send(data=data, by=by):
                async with self._saying:
                    self.recorder.server_said(data, by="server" if by == "passed" else "door")
                    self.notify()
                    await self.app.write(data)
            case Pause(seconds=seconds):
                await asyncio.sleep(seconds)
            case Secure(go_ahead=words):
                # What the server still has to say waits for the end of the handshake.
                async with self._saying:
                    await self._upgrade(words)
            case End(how=how):
                raise CloseConnection(how)
