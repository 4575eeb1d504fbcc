"""Read and write one connection, in plain text or in TLS, which the door terminates.

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

from bluebar.mailserver.frontdoor.tls_hello import begins_tls
from bluebar.mailserver.frontdoor.tls_identity import TlsIdentity
from bluebar.mailserver.frontdoor.transcript import TlsFacts

CHUNK = 65_536
QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
PLAIN_TEXT = "the app sent plain text instead of a TLS hello"
HUNG_UP_IN_HANDSHAKE = "the app hung up in the middle of the handshake"
RESET_IN_HANDSHAKE = "the app broke off the handshake without a TLS alert"
LEFT_AFTER_HANDSHAKE = "the app hung up without a TLS alert"
AT_ONCE = struct.pack("ii", 1, 0)
"""The value of SO_LINGER that lets `close` send a reset (RST)."""

_sni: WeakKeyDictionary[ssl.SSLObject, str | None] = WeakKeyDictionary()


class Stream(Protocol):
    """A connection with a stream of bytes in each direction; each stream ends separately."""

    async def read(self) -> bytes:
        """Return received bytes, at least one; empty at the end."""

    async def write(self, data: bytes) -> None:
        """Send all bytes."""

    async def end(self) -> None:
        """Half-close: send nothing more; reading may go on."""

    def drain(self) -> bytes:
        """Return the bytes that are received and not read, without waiting."""


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

    def drain(self) -> bytes:
        """Return the bytes that are received and not read, without waiting."""
        drained = bytearray()
        with contextlib.suppress(OSError):
            while data := self._socket.recv(CHUNK):
                drained += data
        return bytes(drained)

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

    Attributes:
        plain_text: the bytes that came in place of a TLS hello; empty if a hello came.
    """

    def __init__(self, plain: PlainStream, identity: TlsIdentity, facts: TlsFacts) -> None:
        self.plain = plain
        self.identity = identity
        self.facts = facts
        facts.certificate = identity.certificate.value
        facts.names = ", ".join(identity.names)
        identity.context.sni_callback = (
            self._note_sni if identity.by_name is None else self._choose_by_sni
        )
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = identity.context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._has_received = False
        self.plain_text = b""

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
                try:
                    has_more = await self._fill()
                except ConnectionError as error:
                    self.facts.error = f"{RESET_IN_HANDSHAKE} ({type(error).__name__})"
                    return False
                if not has_more:
                    self.facts.error = HUNG_UP_IN_HANDSHAKE
                    return False
            except ssl.SSLError as error:
                reason = error.reason or str(error)
                self.facts.error = f"{PLAIN_TEXT} ({reason})" if self.plain_text else reason
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

    def drain(self) -> bytes:
        """Return the bytes that are received and not read, without waiting.

        Without an encrypted connection, only plain text in place of a TLS hello is returned.
        """
        data = self.plain.drain()
        if not self.facts.version:
            is_plain = self.plain_text or not (self._has_received or begins_tls(data))
            return data if is_plain else b""
        drained = bytearray()
        # After the app's last byte the BIO accepts no bytes; there are none to write then.
        with contextlib.suppress(ssl.SSLError):
            if data:
                self._incoming.write(data)
            while decrypted := self._tls.read(CHUNK):
                drained += decrypted
        return bytes(drained)

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
            self._note_first(data)
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
        return bool(data)

    def _note_first(self, data: bytes) -> None:
        if not self._has_received and not begins_tls(data):
            self.plain_text = data
        self._has_received = True
