"""One connection's bytes, plain or under TLS that the door ends itself.

The handshake is driven by hand (memory BIOs) because its failures are evidence: which certificate
an app refused, or that it spoke plain IMAP to a TLS port. asyncio's own TLS tells neither.
"""

import asyncio
import contextlib
import socket
import ssl
from typing import Protocol
from weakref import WeakKeyDictionary

from mailserver.frontdoor.conversation import TlsFacts

CHUNK = 65_536
QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)

_asked_for: WeakKeyDictionary[ssl.SSLObject, str | None] = WeakKeyDictionary()


def _note_sni(tls: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
    _asked_for[tls] = name


class Stream(Protocol):
    """Bytes in and out, with an end in each direction."""

    async def read(self) -> bytes:
        """Return what has come, at least one byte; empty at the end."""

    async def write(self, data: bytes) -> None:
        """Send it all."""

    async def end(self) -> None:
        """Say that nothing more is sent; reading may go on."""


class PlainStream:
    """A TCP connection as it is."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._socket: socket.socket = writer.get_extra_info("socket")

    async def read(self) -> bytes:
        """Return what has come; empty at the end."""
        data = await self.reader.read(CHUNK)
        if QUICKACK is not None and data:
            # GreenMail sends answers in small pieces and waits for an ACK between them (Nagle's
            # algorithm): a delayed one would cost every command 40 ms. Linux forgets the option.
            self._socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        return data

    async def write(self, data: bytes) -> None:
        """Send it all."""
        self.writer.write(data)
        await self.writer.drain()

    async def end(self) -> None:
        """Half-close."""
        if self.writer.can_write_eof():
            self.writer.write_eof()


class TlsStream:
    """TLS over a plain stream, ended here.

    Args:
        plain: the TCP connection.
        context: with the certificate to show.
        facts: filled in by the handshake, whether it goes well or not.
    """

    def __init__(self, plain: PlainStream, context: ssl.SSLContext, facts: TlsFacts) -> None:
        self.plain = plain
        self.facts = facts
        context.sni_callback = _note_sni
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    async def handshake(self) -> bool:
        """Shake hands; return whether it went well, with the reason in `facts` when not."""
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
                self.facts.sni = _asked_for.get(self._tls)
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
