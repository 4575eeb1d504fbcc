"""One connection's bytes, plain or under TLS that the door ends itself.

Sockets are driven by hand, because what was received before a STARTTLS handshake has to be dropped,
and asyncio's streams keep it. So is the handshake (memory BIOs), because its failures are evidence:
which certificate an app refused, or that it spoke plain IMAP to a TLS port.
"""

import asyncio
import contextlib
import socket
import ssl
import struct
from typing import Protocol
from weakref import WeakKeyDictionary

from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import TlsFacts

CHUNK = 65_536
QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER's value with which closing sends a reset."""

_asked_for: WeakKeyDictionary[ssl.SSLObject, str | None] = WeakKeyDictionary()


class Stream(Protocol):
    """Bytes in and out, with an end in each direction."""

    async def read(self) -> bytes:
        """Return what has come, at least one byte; empty at the end."""

    async def write(self, data: bytes) -> None:
        """Send it all."""

    async def end(self) -> None:
        """Say that nothing more is sent; reading may go on."""


class PlainStream:
    """A TCP connection as it is.

    Args:
        connection: connected; becomes the stream's own.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._loop = asyncio.get_running_loop()
        self._writing = asyncio.Lock()

    @classmethod
    async def to(cls, address: tuple[str, int]) -> "PlainStream":
        """Connect.

        Raises:
            OSError: nobody answers there.
        """
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        connection.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(connection, address)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    async def read(self) -> bytes:
        """Return what has come; empty at the end."""
        data = await self._loop.sock_recv(self._socket, CHUNK)
        if QUICKACK is not None and data:
            # GreenMail sends answers in small pieces and waits for an ACK between them (Nagle's
            # algorithm): a delayed one would cost every command 40 ms. Linux forgets the option.
            self._socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        return data

    async def write(self, data: bytes) -> None:
        """Send it all; what two writers send does not mix."""
        async with self._writing:
            await self._loop.sock_sendall(self._socket, data)

    async def end(self) -> None:
        """Half-close."""
        self._socket.shutdown(socket.SHUT_WR)

    def drop(self) -> int:
        """Throw away what has been received and not read; return how many bytes."""
        dropped = 0
        with contextlib.suppress(BlockingIOError):
            while data := self._socket.recv(CHUNK):
                dropped += len(data)
        return dropped

    def close(self, *, reset: bool = False) -> None:
        """Close it, with a FIN or a reset."""
        with contextlib.suppress(OSError):
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            else:
                self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


class TlsStream:
    """TLS over a plain stream, ended here.

    Args:
        plain: the TCP connection.
        shown: the certificate.
        facts: filled in by the handshake, whether it goes well or not.
    """

    def __init__(self, plain: PlainStream, shown: TlsIdentity, facts: TlsFacts) -> None:
        self.plain = plain
        self.shown = shown
        self.facts = facts
        facts.certificate = str(shown.certificate)
        shown.context.sni_callback = self._note_sni if shown.by_name is None else self._choose
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = shown.context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    @staticmethod
    def _note_sni(tls: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        _asked_for[tls] = name

    def _choose(self, tls: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        self._note_sni(tls, name, context)
        if name in self.shown.names and self.shown.by_name is not None:
            tls.context = self.shown.by_name

    async def handshake(self) -> bool:
        """Shake hands; return whether it went well, with the reason in `facts` when not."""
        try:
            return await self._shake_hands()
        finally:
            self.facts.sni = _asked_for.get(self._tls)

    async def _shake_hands(self) -> bool:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._fill():
                    self.facts.error = "the app hung up in the middle of the handshake"
                    return False
            except ssl.SSLError as error:
                self.facts.error = error.reason or str(error)
                await self._flush()
                return False
            else:
                await self._flush()
                self.facts.version = self._tls.version() or ""
                cipher = self._tls.cipher()
                self.facts.cipher = cipher[0] if cipher else ""
                return True

    async def read(self) -> bytes:
        """Return what has come, decrypted; empty at the end."""
        while True:
            try:
                return self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                await self._flush()
                if not await self._fill():
                    return b""
            except ssl.SSLZeroReturnError:
                return b""
            except ssl.SSLError as error:
                # In TLS 1.3 an app refuses the certificate after our side of the handshake.
                self.facts.error = self.facts.error or error.reason or str(error)
                return b""

    async def write(self, data: bytes) -> None:
        """Encrypt and send it all."""
        self._tls.write(data)
        await self._flush()

    async def end(self) -> None:
        """Send close_notify and half-close."""
        # It wants the other side's close_notify, which need not come (RFC 8446, 6.1).
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        await self._flush()
        await self.plain.end()

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            await self.plain.write(data)

    async def _fill(self) -> bool:
        data = await self.plain.read()
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
        return bool(data)
