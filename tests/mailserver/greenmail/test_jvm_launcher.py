"""GreenMail on a JVM: how a ready server behaves, and every way in which the start fails."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.free_ports import free_ports
from bluebar.mailserver.greenmail import jvm_launcher
from bluebar.mailserver.greenmail.jvm_launcher import JavaUnavailable, PortTaken, greenmail_on_jvm
from bluebar.mailserver.readiness import AuthenticationDisabled, NotReady
from bluebar.mailserver.server import MailServer
from tests.mailserver.brand_checks import check_certificate


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_its_certificate_is_valid_only_for_clients_that_trust_the_authority(
    server: MailServer, host: str
) -> None:
    check_certificate(server, host)
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(
            host, server.imaps_port, ssl_context=ssl.create_default_context(), timeout=10
        )


def test_smtp_accepts_mail_without_a_login_and_imap_needs_a_login(server: MailServer) -> None:
    bob = Account(address="bob@mail.test", login="bob", password="secret, 1")
    accounts_on(server).create(bob)
    with smtplib.SMTP(server.host, server.smtp_port, timeout=10) as smtp:
        smtp.sendmail("app@mail.test", bob.address, "Subject: imported\r\n\r\n3 contacts")
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        client.login(bob.login, bob.password)
        assert client.select()[1] == [b"1"]


def test_all_ports_listen_on_loopback_only(server: MailServer) -> None:
    ports = (
        server.imap_port,
        server.imaps_port,
        server.smtp_port,
        server.pop3_port,
        server.pop3s_port,
        int(server.accounts_at.rpartition(":")[2]),
    )
    for port in ports:
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))


def test_a_server_that_accepts_every_password_is_an_error(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = jvm_launcher._settings
    monkeypatch.setattr(
        jvm_launcher, "_settings", lambda *given: [*settings(*given), "-Dgreenmail.auth.disabled"]
    )
    with (
        pytest.raises(AuthenticationDisabled, match="a wrong password"),
        greenmail_on_jvm(authority, tmp_path, why="asked for"),
    ):
        pass


def test_a_missing_java_is_an_error(authority: Authority, tmp_path: Path) -> None:
    with (
        pytest.raises(JavaUnavailable, match="--mailserver-java"),
        greenmail_on_jvm(authority, tmp_path / "s", why="", java=tmp_path / "java"),
    ):
        pass


def test_a_java_that_the_system_cannot_run_is_an_error(
    authority: Authority, tmp_path: Path
) -> None:
    java = tmp_path / "java"
    java.write_bytes(b"\x7fELF of another machine")
    java.chmod(0o755)
    with (
        pytest.raises(JavaUnavailable, match="--mailserver-java") as raised,
        greenmail_on_jvm(authority, tmp_path / "s", why="", java=java),
    ):
        pass
    assert raised.value.where == str(java)


def test_a_jvm_that_ends_early_is_reported_with_its_last_output(
    authority: Authority, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jar"
    broken.write_bytes(b"not a jar")
    with (
        pytest.raises(NotReady, match="ended with status") as raised,
        greenmail_on_jvm(authority, tmp_path / "s", why="", jar=broken),
    ):
        pass
    assert "broken.jar" in raised.value.output


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another socket listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("place", [0, -1], ids=["mail", "api"])
def test_other_ports_are_chosen_if_one_was_taken_meanwhile(
    place: int, taken: int, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices: list[list[int]] = []

    def first_a_taken_one(number: int) -> list[int]:
        ports = free_ports(number)
        if not choices:
            ports[place] = taken
        choices.append(ports)
        return ports

    monkeypatch.setattr(jvm_launcher, "free_ports", first_a_taken_one)
    with greenmail_on_jvm(authority, tmp_path / "s", why="asked for") as server:
        assert server.why == "asked for; started again at other ports, because a port was taken"
        assert server.smtp_port == choices[1][0]


def test_ports_that_are_taken_each_time_are_an_error(
    taken: int, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jvm_launcher, "free_ports", lambda number: [taken, *free_ports(number - 1)])
    with (
        pytest.raises(PortTaken, match="3 times in a row") as raised,
        greenmail_on_jvm(authority, tmp_path / "s", why=""),
    ):
        pass
    assert str(taken) in raised.value.output
