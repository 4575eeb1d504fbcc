"""The reason of a refused login comes from the server's response, and never shows the password."""

import logging
import socket
from collections.abc import Callable

import pytest

from bluebar.app.imap import MailboxOpener
from bluebar.app.problems import ConnectError, ConnectProblem
from bluebar.app.settings import Settings
from tests.app.mailservers import imap_that, refused


@pytest.fixture
def mailboxes() -> MailboxOpener:
    """An opener for servers on this machine."""
    return MailboxOpener(Settings(allowed_mail_hosts="127.0.0.0/8"))


def no(text: str) -> Callable[[socket.socket, str], None]:
    """Answer a command with NO and this text."""
    return lambda connection, tag: connection.sendall(f"{tag} NO {text}\r\n".encode())


def refusal(mailboxes: MailboxOpener, text: str, password: str = "open sesame") -> ConnectError:
    """Return the error of a login that the server refuses with this text."""
    return refused(mailboxes, imap_that(LOGIN=no(text)), password=password)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[AUTHENTICATIONFAILED] Invalid credentials", ConnectProblem.WRONG_CREDENTIALS),
        ("LOGIN failed", ConnectProblem.WRONG_CREDENTIALS),
        ("[UNAVAILABLE] Temporary authentication failure", ConnectProblem.LATER),
        ("[LIMIT] Too many connections", ConnectProblem.LATER),
        ("[INUSE] Mailbox in use", ConnectProblem.LATER),
        ("[PRIVACYREQUIRED] Not without TLS", ConnectProblem.ENCRYPTION_REQUIRED),
        ("[ALERT] Application-specific password required", ConnectProblem.APP_PASSWORD),
        ("[AUTHENTICATIONFAILED] Use OAuth instead", ConnectProblem.APP_PASSWORD),
    ],
)
def test_the_reason_is_read_from_the_servers_response(
    mailboxes: MailboxOpener, text: str, problem: ConnectProblem
) -> None:
    error = refusal(mailboxes, text)
    assert error.problem is problem
    assert text.partition("] ")[2] in str(error) + error.detail


@pytest.mark.parametrize(
    "password", ["\u201copen sesame\u201d", "open\u00a0sesame", "opensesame\u200b"]
)
def test_a_pasted_password_gets_a_hint_that_does_not_show_the_password(
    mailboxes: MailboxOpener, password: str
) -> None:
    error = refusal(mailboxes, "LOGIN failed", password)
    assert "come with pasting" in error.detail
    assert password not in error.detail


def test_a_typed_password_gets_no_hint(mailboxes: MailboxOpener) -> None:
    assert "pasting" not in refusal(mailboxes, "LOGIN failed", 'pa"ss\\wörd ').detail


def test_no_log_line_contains_the_password(
    mailboxes: MailboxOpener, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        refusal(mailboxes, "LOGIN failed", 'pa"ss\\wörd ')
    assert "ss\\w" not in caplog.text


def test_no_password_is_sent_if_login_is_disabled_without_tls(mailboxes: MailboxOpener) -> None:
    heard: list[bytes] = []
    serve = imap_that(capabilities="IMAP4rev1 LOGINDISABLED", heard=heard)
    assert refused(mailboxes, serve).problem is ConnectProblem.ENCRYPTION_REQUIRED
    assert heard
    assert not any(b"secret" in line or b"AUTHENTICATE" in line for line in heard)
