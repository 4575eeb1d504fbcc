"""Read and write one connection, in plain text or in TLS that the door ends itself.

The streams use sockets instead of asyncio's streams, because plain text that was received before a
STARTTLS handshake has to be dropped, and asyncio keeps it. The handshake uses memory BIOs, because
its failures are evidence: the certificate that an app refused, or plain IMAP at a TLS port.
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

_sni: WeakKeyDictionary[ssl.SSLObject, str | None] = WeakKeyDictionary()


class Stream(Protocol):
    """A connection with a stream of bytes in each direction; each stream ends separately."""

    async def read(self) -> bytes:
        """Return received bytes, at least one; empty at the end."""

    async def write(self, data: bytes) -> None:
        """Send all bytes."""

    async def end(self) -> None:
        """Half-close: send nothing more; reading may go on."""


class PlainStream:
    """A TCP connection without TLS.

    Args:
        connection: a connected socket, which this object closes.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._loop = asyncio.get_running_loop()
        self._writing = asyncio.Lock()

    @classmethod
    async def to(cls, address: tuple[str, int]) -> "PlainStream":
        """Connect to an address, and return the stream.

        Raises:
            OSError: the address does not answer.
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
        """Return received bytes; empty at the end."""
        data = await self._loop.sock_recv(self._socket, CHUNK)
        if QUICKACK is not None and data:
            # GreenMail sends answers in small pieces and waits for an ACK between them (Nagle's
            # algorithm): a delayed ACK would cost every command 40 ms. Linux forgets the option, so
            # it is set after each read.
            self._socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        return data

    async def write(self, data: bytes) -> None:
        """Send all bytes; the bytes of two writers do not mix."""
        async with self._writing:
            await self._loop.sock_sendall(self._socket, data)

    async def end(self) -> None:
        """Half-close: send nothing more."""
        self._socket.shutdown(socket.SHUT_WR)

    def drop(self) -> int:
        """Discard bytes that are received and not read; return their number."""
        dropped = 0
        with contextlib.suppress(BlockingIOError):
            while data := self._socket.recv(CHUNK):
                dropped += len(data)
        return dropped

    def close(self, *, reset: bool = False) -> None:
        """Close the connection with a FIN or a reset."""
        with contextlib.suppress(OSError):
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            else:
                self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


class TlsStream:
    """TLS over a plain stream, on the server's side.

    Args:
        plain: the TCP connection.
        identity: the TLS identity of the port.
        facts: the object into which the handshake writes its result, success or failure.
    """

    def __init__(self, plain: PlainStream, identity: TlsIdentity, facts: TlsFacts) -> None:
        self.plain = plain
        self.identity = identity
        self.facts = facts
        facts.certificate = identity.certificate.value
        identity.context.sni_callback = (
            self._note_sni if identity.by_name is None else self._choose_by_sni
        )
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = identity.context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    @staticmethod
    def _note_sni(tls: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        _sni[tls] = name

    def _choose_by_sni(self, tls: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        self._note_sni(tls, name, context)
        if name in self.identity.names and self.identity.by_name is not None:
            tls.context = self.identity.by_name

    async def handshake(self) -> bool:
        """Do the TLS handshake; return whether it succeeded. If not, `facts` has the reason."""
        try:
            return await self._do_handshake()
        finally:
            self.facts.sni = _sni.get(self._tls)

    async def _do_handshake(self) -> bool:
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
        """Return received bytes, decrypted; empty at the end."""
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
                # In TLS 1.3 an app refuses the certificate after the server's handshake.
                self.facts.error = self.facts.error or error.reason or str(error)
                return b""

    async def write(self, data: bytes) -> None:
        """Encrypt and send all bytes."""
        self._tls.write(data)
        await self._flush()

    async def end(self) -> None:
        """Send close_notify and half-close."""
        # `unwrap` waits for the other side's close_notify, which may not come (RFC 8446, 6.1).
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
