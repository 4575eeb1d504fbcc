"""A misbehaving server ends the connection in time, with the right problem."""

import socket
import threading
import time

import pytest

from bluebar.app.imap import MailboxOpener
from bluebar.app.problems import ConnectProblem
from bluebar.app.settings import Settings
from tests.app.mailservers import imap_that, login, refused, server

IN_TIME = 5
"""Seconds; the time-outs of these tests are at most one second."""

HANDSHAKE_FAILURE = bytes([21, 3, 3, 0, 2, 2, 40])
"""A fatal TLS alert (RFC 8446, 6): record type, version, length, level, description."""


@pytest.fixture
def mailboxes() -> MailboxOpener:
    """An opener with short time-outs."""
    return MailboxOpener(
        Settings(
            allowed_mail_hosts="127.0.0.0/8",
            connect_timeout=1,
            greeting_timeout=0.4,
            login_timeout=0.4,
            command_timeout=0.4,
        )
    )


def drip(connection: socket.socket, text: bytes) -> None:
    """Send a byte every 50 ms, so that no single read times out."""
    over = threading.Event()
    for byte in text * 100:
        connection.sendall(bytes([byte]))
        over.wait(0.05)


def test_a_greeting_sent_byte_by_byte_times_out(mailboxes: MailboxOpener) -> None:
    began = time.monotonic()
    error = refused(mailboxes, lambda connection: drip(connection, b"* OK "))
    assert error.problem is ConnectProblem.NO_ANSWER
    assert time.monotonic() - began < IN_TIME


def test_a_login_response_sent_byte_by_byte_times_out(mailboxes: MailboxOpener) -> None:
    began = time.monotonic()
    error = refused(mailboxes, imap_that(LOGIN=lambda connection, _: drip(connection, b"* OK ")))
    assert error.problem is ConnectProblem.NO_ANSWER
    assert time.monotonic() - began < IN_TIME


def test_a_server_that_hangs_up_at_logout_is_not_a_failure(mailboxes: MailboxOpener) -> None:
    def hang_up(connection: socket.socket, _: str) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    with server(imap_that(LOGOUT=hang_up)) as port, mailboxes.open(login(port)) as client:
        client.noop()


def test_a_tls_alert_is_not_reported_as_a_port_without_ssl(mailboxes: MailboxOpener) -> None:
    def alert(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(HANDSHAKE_FAILURE)

    error = refused(mailboxes, alert, use_ssl=True)
    assert error.problem is ConnectProblem.TLS_TOO_OLD
    assert "alert handshake failure" in error.advice


def test_a_port_without_ssl_is_reported_as_such(mailboxes: MailboxOpener) -> None:
    error = refused(mailboxes, imap_that(), use_ssl=True)
    assert error.problem is ConnectProblem.SSL_NOT_SPOKEN
