"""Why a server lets nobody in is told by what it said, and never with the password."""

import logging
import socket
from collections.abc import Callable

import pytest

from bluebar.app.imap import Mailboxes
from bluebar.app.problems import ConnectError, ConnectProblem
from bluebar.app.settings import Settings
from tests.app.mailservers import imap_that, refused


@pytest.fixture
def mailboxes() -> Mailboxes:
    """Mailboxes on this machine."""
    return Mailboxes(Settings(allowed_mail_hosts="127.0.0.0/8"))


def no(text: str) -> Callable[[socket.socket, str], None]:
    """Refuse a command with these words."""
    return lambda connection, tag: connection.sendall(f"{tag} NO {text}\r\n".encode())


def refusal(mailboxes: Mailboxes, text: str, password: str = "open sesame") -> ConnectError:
    """Return what is told of a login that the server refuses so."""
    return refused(mailboxes, imap_that(LOGIN=no(text)), password=password)


@pytest.mark.parametrize(
    ("text", "reason"),
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
def test_the_reason_is_in_what_the_server_says(
    mailboxes: Mailboxes, text: str, reason: ConnectProblem
) -> None:
    problem = refusal(mailboxes, text)
    assert problem.reason is reason
    assert text.partition("] ")[2] in str(problem) + problem.detail


@pytest.mark.parametrize("odd", ["\u201copen sesame\u201d", "open\u00a0sesame", "opensesame\u200b"])
def test_a_pasted_password_gets_a_hint_that_does_not_show_it(
    mailboxes: Mailboxes, odd: str
) -> None:
    problem = refusal(mailboxes, "LOGIN failed", odd)
    assert "come with pasting" in problem.detail
    assert odd not in problem.detail


def test_a_typed_password_gets_no_hint(mailboxes: Mailboxes) -> None:
    assert "pasting" not in refusal(mailboxes, "LOGIN failed", 'pa"ss\\wörd ').detail


def test_no_log_line_holds_the_password(
    mailboxes: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        refusal(mailboxes, "LOGIN failed", 'pa"ss\\wörd ')
    assert "ss\\w" not in caplog.text


def test_where_login_is_disabled_in_plain_no_password_is_sent(mailboxes: Mailboxes) -> None:
    heard: list[bytes] = []
    serve = imap_that(capabilities="IMAP4rev1 LOGINDISABLED", heard=heard)
    assert refused(mailboxes, serve).reason is ConnectProblem.ENCRYPTION_REQUIRED
    assert heard
    assert not any(b"secret" in line or b"AUTHENTICATE" in line for line in heard)
