"""Servers that misbehave are given up in time, and told by what they did."""

import socket
import threading
import time

import pytest

from bluebar.app.imap import Mailboxes
from bluebar.app.problems import ConnectProblem
from bluebar.app.settings import Settings
from tests.app.mailservers import credentials, imap_that, refused, server

IN_TIME = 5
"""Seconds; the deadlines of these tests are tenths of one."""

HANDSHAKE_FAILURE = bytes([21, 3, 3, 0, 2, 2, 40])
"""A fatal TLS alert (RFC 8446, 6): record type, version, length, level, description."""


@pytest.fixture
def mailboxes() -> Mailboxes:
    """Mailboxes with deadlines of tenths of a second."""
    return Mailboxes(
        Settings(
            allowed_mail_hosts="127.0.0.0/8",
            connect_timeout="1",
            greeting_timeout="0.4",
            login_timeout="0.4",
            command_timeout="0.4",
        )
    )


def drip(connection: socket.socket, text: bytes) -> None:
    """Send a byte now and then, so that no single read takes long."""
    over = threading.Event()
    for byte in text * 100:
        connection.sendall(bytes([byte]))
        over.wait(0.05)


def test_a_greeting_that_drips_is_given_up_in_time(mailboxes: Mailboxes) -> None:
    began = time.monotonic()
    problem = refused(mailboxes, lambda connection: drip(connection, b"* OK "))
    assert problem.reason is ConnectProblem.NO_ANSWER
    assert time.monotonic() - began < IN_TIME


def test_an_answer_to_the_login_that_drips_is_given_up_in_time(mailboxes: Mailboxes) -> None:
    began = time.monotonic()
    problem = refused(mailboxes, imap_that(LOGIN=lambda connection, _: drip(connection, b"* OK ")))
    assert problem.reason is ConnectProblem.NO_ANSWER
    assert time.monotonic() - began < IN_TIME


def test_a_server_that_parts_without_a_word_has_not_failed(mailboxes: Mailboxes) -> None:
    def hang_up(connection: socket.socket, _: str) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    with server(imap_that(LOGOUT=hang_up)) as port, mailboxes.open(credentials(port)) as client:
        client.noop()


def test_a_tls_alert_is_not_told_as_a_port_without_ssl(mailboxes: Mailboxes) -> None:
    def alert(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(HANDSHAKE_FAILURE)

    problem = refused(mailboxes, alert, use_ssl=True)
    assert problem.reason is ConnectProblem.TLS_TOO_OLD
    assert "alert handshake failure" in problem.advice


def test_a_port_without_ssl_is_told_as_one(mailboxes: Mailboxes) -> None:
    problem = refused(mailboxes, imap_that(), use_ssl=True)
    assert problem.reason is ConnectProblem.SSL_NOT_SPOKEN
