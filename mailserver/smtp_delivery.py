"""An SMTP server that puts the app's mail into mailboxes of an IMAP server."""

import asyncio
import imaplib
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.server import LOOPBACK

IMAP_SECONDS = 30
LARGEST_MESSAGE = 64 * 1024 * 1024


class MailDelivery:
    """The commands of SMTP that decide where a message goes; aiosmtpd calls them.

    Args:
        find: a function that returns the account of an address, or None.
        imap_host: the host of the IMAP server.
        imap_port: the IMAP server's port without TLS.
    """

    def __init__(
        self, find: Callable[[str], Account | None], imap_host: str, imap_port: int
    ) -> None:
        self.find = find
        self.imap = imap_host, imap_port

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Accept a recipient who has an account."""
        if self.find(address) is None:
            return "550 5.1.1 No account has this address"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Append a message to the INBOX of each recipient, before the answer."""
        message = envelope.content
        assert isinstance(message, bytes)  # the SMTP server does not decode
        for address in envelope.rcpt_tos:
            account = self.find(address)
            assert account is not None  # accepted by handle_RCPT
            await asyncio.to_thread(self._append, account, message)
        return "250 2.0.0 Delivered"

    def _append(self, account: Account, message: bytes) -> None:
        with imaplib.IMAP4(*self.imap, timeout=IMAP_SECONDS) as client:
            credentials = f"\0{account.login}\0{account.password}".encode()
            client.authenticate("PLAIN", lambda _: credentials)
            client.append("INBOX", "", "", message)


class _BoundController(Controller):
    """A controller of an SMTP server at a socket that is bound already.

    Args:
        handler: the commands of SMTP.
        bound: the socket.
    """

    def __init__(self, handler: MailDelivery, bound: socket.socket) -> None:
        host, port = bound.getsockname()
        super().__init__(
            handler,
            hostname=host,
            port=port,
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            ready_timeout=IMAP_SECONDS,
        )
        self._bound = bound

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextmanager
def smtp_socket() -> Iterator[socket.socket]:
    """Return a context with a bound socket of the loopback address, at a free port.

    The port belongs to this process from now on; no other process can take it meanwhile.
    """
    with socket.create_server((LOOPBACK, 0)) as bound:
        yield bound


@contextmanager
def delivering(delivery: MailDelivery, bound: socket.socket) -> Iterator[None]:
    """Run an SMTP server at a socket of `smtp_socket`."""
    controller = _BoundController(delivery, bound)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
