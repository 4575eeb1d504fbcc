"""Relay one connection between the app and the mail server, as its `ImapSession` decides."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import assert_never

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.frontdoor.actions import Action, Close, Pause, Send, UpgradeToTls
from bluebar.mailserver.frontdoor.fault_stages import by_stage
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    HangsUp,
    OtherProtocol,
    StaysSilent,
)
from bluebar.mailserver.frontdoor.imap_session import ImapSession
from bluebar.mailserver.frontdoor.proxy_config import Listener
from bluebar.mailserver.frontdoor.recorder import Recorder
from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import TlsFacts, Transcript
from bluebar.mailserver.frontdoor.transport import (
    LEFT_AFTER_HANDSHAKE,
    PlainStream,
    Stream,
    TlsStream,
)

# Errors of a connection that the other side has ended.
CONNECTION_LOST = (ConnectionError, BrokenPipeError, ssl.SSLError)

LINGER_SECONDS = 2.0
"""Maximum seconds to wait until the app leaves, after the door has ended the connection."""


class CloseConnection(Exception):
    """The door ends the connection."""

    def __init__(self, how: CloseMode) -> None:
        super().__init__(how)
        self.how = how


class ProxyConnection:
    """One connection through a door.

    Args:
        app: the connection from the app.
        listener: the port's configuration.
        session: the IMAP session, which decides what each side gets.
        transcript: the transcript, which receives what both sides send.
        clock: a function that returns the seconds since the door was opened.
        notify: a function that is called after each change of the transcript.
        upstream: host and port of the mail server's service.
        identity: the port's TLS identity; None for a port without TLS.
        account: the account behind the door, whose password is not recorded.
    """

    def __init__(
        self,
        *,
        app: PlainStream,
        listener: Listener,
        session: ImapSession,
        transcript: Transcript,
        clock: Callable[[], float],
        notify: Callable[[], None],
        upstream: tuple[str, int],
        identity: TlsIdentity | None,
        account: Account | None = None,
    ) -> None:
        self.plain = app
        self.app: Stream = app
        self.listener = listener
        self.session = session
        self.transcript = transcript
        self.notify = notify
        self.upstream = upstream
        self.identity = identity
        self.clock = clock
        self.recorder = Recorder(transcript, clock, account=account, is_tls_port=listener.tls)
        self._sending = asyncio.Lock()
        self._has_heard_app = False
        self._is_ending = False

    async def run(self) -> None:
        """Relay bytes both ways until both sides have ended, or the door ends the connection."""
        how: CloseMode | None = None  # stays None if the task is cancelled
        try:
            await self._serve()
            how = CloseMode.CLOSE
        except CloseConnection as close:
            how = close.how
            self.recorder.remark(f"the door ended the connection with {how}")
        except CONNECTION_LOST as error:
            # After LOGOUT either side may close first.
            if self.transcript.logout_at is None:
                self.recorder.remark(f"the connection broke: {type(error).__name__}")
        finally:
            self.session.closed()
            try:
                if how in (CloseMode.CLOSE, CloseMode.BYE):
                    await self._linger()
            finally:
                self._record_rest()
                self.plain.close(reset=how is CloseMode.RESET)

    async def _linger(self) -> None:
        """Half-close, and wait for the app to leave; record what the app still sends.

        Closing with unread bytes would send a reset, and the app would lose the last bytes.
        """
        self._is_ending = True
        with contextlib.suppress(OSError, TimeoutError):
            await self.plain.end()
            async with asyncio.timeout(LINGER_SECONDS):
                if self._is_readable:
                    while await self._read():
                        pass
                else:
                    while await self.plain.read():
                        pass
            self._app_left()

    def _record_rest(self) -> None:
        """Record the bytes that have come and were not read: a reset would discard them."""
        if rest := self.app.drain():
            self.recorder.from_app(rest)
        self.recorder.closed()
        self.notify()

    @property
    def _is_readable(self) -> bool:
        """Whether the app's bytes are plain text, or can be decrypted."""
        return not isinstance(self.app, TlsStream) or bool(self.app.facts.version)

    async def _serve(self) -> None:
        protocol: OtherProtocol | None = None
        for fault in by_stage(self.listener.faults).connect:
            match fault:
                case HangsUp(how=how):
                    raise CloseConnection(how)
                case StaysSilent():
                    self.recorder.remark("the door stays silent")
                    await self._listen_only()
                    return
                case OtherProtocol():
                    protocol = fault
                case _:
                    assert_never(fault)
        if self.listener.tls and not await self._start_tls():
            return
        if protocol is None:
            await self._relay()
        else:
            await self._speak(protocol)

    async def _start_tls(self) -> bool:
        """Do the TLS handshake; return whether it succeeded."""
        assert self.identity is not None
        facts = self.transcript.tls = TlsFacts()
        self.app = stream = TlsStream(self.plain, self.identity, facts)
        if await stream.handshake():
            self.recorder.remark(
                f"{facts.version}, {facts.cipher}, certificate {facts.certificate}"
            )
            return True
        self.recorder.remark(f"no TLS: {facts.error}")
        if stream.plain_text:
            # The app does not speak TLS, so the rest is read as plain text: a password may be in
            # it.
            self.app = self.plain
            self.recorder.from_app(stream.plain_text)
        self.notify()
        return False

    async def _upgrade(self, ok: bytes) -> None:
        """Start TLS in the middle of the session (STARTTLS)."""
        # Unread bytes are dropped before the OK is sent: bytes that the app sends after the OK
        # belong to the handshake.
        if dropped := self.plain.drain():
            self.recorder.from_app(dropped)
            self.recorder.remark(f"{len(dropped)} bytes of plain text are dropped")
        self.recorder.starting_tls()
        await self._send(ok)
        if not await self._start_tls():
            raise CloseConnection(CloseMode.CLOSE)

    async def _read(self) -> bytes:
        """Receive and record the app's next bytes and return them; empty at the end."""
        try:
            data = await self.app.read()
        except CONNECTION_LOST:
            self._app_left()
            raise
        if data:
            self._has_heard_app = True
            # The bytes are recorded before they are passed on. So whoever sees the answer finds the
            # command in the transcript.
            self.recorder.from_app(data)
            self.notify()
        else:
            self._app_left()
        return data

    def _app_left(self) -> None:
        if self.transcript.app_left_at is None:
            self.transcript.app_left_at = round(self.clock(), 4)
            self._tell_refusal_after_handshake()
        self.notify()

    def _tell_refusal_after_handshake(self) -> None:
        """Record that the app left right after the TLS handshake.

        In TLS 1.3 this is the moment at which an app refuses a certificate.
        """
        tls = self.transcript.tls
        if tls is not None and tls.version and not (self._has_heard_app or self._is_ending):
            tls.error = tls.error or LEFT_AFTER_HANDSHAKE
            self.recorder.remark(f"no command after the TLS handshake: {tls.error}")

    async def _listen_only(self) -> None:
        while await self._read():
            pass

    async def _speak(self, protocol: OtherProtocol) -> None:
        """Speak another protocol than IMAP."""
        await self._send(protocol.greeting)
        while data := await self._read():
            lines = data.count(b"\n")
            await self._send(protocol.answer * (min(lines, 1) if protocol.ends else lines))
            if protocol.ends and lines:
                return

    async def _send(self, data: bytes) -> None:
        if data:
            self.recorder.to_app(data, by="door")
            self.notify()
            await self.app.write(data)

    async def _relay(self) -> None:
        host, port = self.upstream
        try:
            server = await PlainStream.to((host, port))
        except OSError as error:
            self.transcript.trouble = f"the mail server at {host}:{port} does not answer: {error}"
            self.recorder.remark(self.transcript.trouble)
            return
        ended: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._relay_app(server))
                server_side = both.create_task(self._relay_server(server))
                keeper = asyncio.create_task(self._keep_alive(server))
                server_side.add_done_callback(lambda _: keeper.cancel())
        except* (CloseConnection, *CONNECTION_LOST) as group:
            # The first exception is the cause; the other direction's exception may follow from it.
            ended = group.exceptions[0]
        finally:
            server.close()
        if ended is not None:
            raise ended

    async def _relay_app(self, server: PlainStream) -> None:
        while data := await self._read():
            for action in self.session.from_app(data):
                await self._perform(action, server)
        for action in self.session.app_eof():
            await self._perform(action, server)
        with contextlib.suppress(*CONNECTION_LOST, OSError):
            await server.end()

    async def _relay_server(self, server: PlainStream) -> None:
        while data := await server.read():
            for action in self.session.from_server(data):
                await self._perform(action, server)
        for action in self.session.server_eof():
            await self._perform(action, server)
        with contextlib.suppress(*CONNECTION_LOST, OSError):
            await self.app.end()

    async def _keep_alive(self, server: PlainStream) -> None:
        """Keep a silent connection to the server open, if the server closes it early."""
        while seconds := self.session.keep_alive_seconds:
            await asyncio.sleep(seconds)
            for action in self.session.keep_alive():
                with contextlib.suppress(*CONNECTION_LOST, OSError):
                    await self._perform(action, server)

    async def _perform(self, action: Action, server: PlainStream) -> None:
        match action:
            case Send(to="server", data=data):
                await server.write(data)
            case Send(data=data, by=by):
                async with self._sending:
                    self.recorder.to_app(data, by="server" if by == "passed" else "door")
                    self.notify()
                    await self.app.write(data)
            case Pause(seconds=seconds):
                await asyncio.sleep(seconds)
            case UpgradeToTls(ok=ok):
                # The server's next bytes wait for the end of the handshake.
                async with self._sending:
                    await self._upgrade(ok)
            case Close(how=how):
                raise CloseConnection(how)
            case _:
                assert_never(action)
