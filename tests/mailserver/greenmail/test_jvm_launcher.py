"""GreenMail on a JVM: what a good one gives, and every way in which it does not come up."""

import imaplib
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.greenmail import jvm_launcher
from bluebar.mailserver.greenmail.jar import JarDigestWrong, JarUnavailable, find_jar
from bluebar.mailserver.greenmail.readiness import AuthenticationOff, NotReady
from bluebar.mailserver.greenmail.rest_api import AccountNotMade, GreenMailApi
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import GREENMAIL_VERSION, MailServer
from bluebar.mailserver.start import ServerOptions, serving


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One authority for this module's servers."""
    return Authority.create(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A GreenMail that is ready; tests make accounts of their own on it."""
    with jvm_launcher.running(
        authority, tmp_path_factory.mktemp("mailserver"), why="asked for"
    ) as server:
        yield server


def account(server: MailServer, name: str) -> Account:
    made = Account(address=f"{name}@mail.test", login=name, password="secret, 1")
    GreenMailApi(server).create(made)
    return made


def test_accounts_are_made_listed_and_deleted(server: MailServer) -> None:
    api = GreenMailApi(server)
    ada = account(server, "ada")
    assert ada.address in api.addresses()
    with pytest.raises(AccountNotMade, match="taken"):
        api.create(ada)
    api.delete(ada.address)
    assert ada.address not in api.addresses()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_its_certificate_holds_for_who_trusts_the_authority_and_nobody_else(
    server: MailServer, host: str
) -> None:
    trusting = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4_SSL(host, server.imaps_port, ssl_context=trusting, timeout=10) as client:
        assert client.noop()[0] == "OK"
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(
            host, server.imaps_port, ssl_context=ssl.create_default_context(), timeout=10
        )


def test_mail_is_taken_without_a_login_and_given_to_who_has_one(server: MailServer) -> None:
    bob = account(server, "bob")
    with smtplib.SMTP(server.host, server.smtp_port, timeout=10) as smtp:
        smtp.sendmail("app@mail.test", bob.address, "Subject: imported\r\n\r\n3 contacts")
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        client.login(bob.login, bob.password)
        assert client.select()[1] == [b"1"]


def test_nothing_listens_beyond_loopback(server: MailServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", server.api_port))


def test_a_server_that_runs_already_is_taken_and_tells_its_version(
    server: MailServer, authority: Authority
) -> None:
    there = replace(server, way="external", version="?")
    options = ServerOptions(way="external", external=there)
    with serving(options, authority, RunScope.of_this_process()) as taken:
        assert taken == replace(there, version=GREENMAIL_VERSION)


def test_a_server_that_takes_every_password_is_an_error(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = jvm_launcher._settings
    monkeypatch.setattr(
        jvm_launcher, "_settings", lambda *given: [*usual(*given), "-Dgreenmail.auth.disabled"]
    )
    with (
        pytest.raises(AuthenticationOff, match="a wrong password"),
        jvm_launcher.running(authority, tmp_path, why="asked for"),
    ):
        pass


def test_a_java_that_is_none_is_an_error(authority: Authority, tmp_path: Path) -> None:
    with (
        pytest.raises(jvm_launcher.JavaUnavailable, match="--java"),
        jvm_launcher.running(authority, tmp_path / "s", why="", java=tmp_path / "java"),
    ):
        pass


def test_a_java_that_the_system_cannot_run_is_an_error(
    authority: Authority, tmp_path: Path
) -> None:
    java = tmp_path / "java"
    java.write_bytes(b"\x7fELF of another machine")
    java.chmod(0o755)
    with (
        pytest.raises(jvm_launcher.JavaUnavailable, match="--java") as raised,
        jvm_launcher.running(authority, tmp_path / "s", why="", java=java),
    ):
        pass
    assert raised.value.where == str(java)


def test_a_jvm_that_dies_is_told_with_its_last_output(authority: Authority, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jar"
    broken.write_bytes(b"no jar")
    with (
        pytest.raises(NotReady, match="ended with status") as raised,
        jvm_launcher.running(authority, tmp_path / "s", why="", jar=broken),
    ):
        pass
    assert "broken.jar" in raised.value.output


FreePorts = Callable[[int], list[int]]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("place", [0, -1], ids=["mail", "api"])
def test_a_port_taken_meanwhile_is_told_and_ports_are_chosen_anew(
    place: int, taken: int, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free: FreePorts = jvm_launcher._free_ports
    choices: list[list[int]] = []

    def first_a_taken_one(number: int) -> list[int]:
        ports = free(number)
        if not choices:
            ports[place] = taken
        choices.append(ports)
        return ports

    monkeypatch.setattr(jvm_launcher, "_free_ports", first_a_taken_one)
    with jvm_launcher.running(authority, tmp_path / "s", why="asked for") as server:
        assert server.why == "asked for; ports chosen anew, as one was taken"
        assert server.smtp_port == choices[1][0]


def test_ports_that_are_taken_each_time_are_an_error(
    taken: int, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free: FreePorts = jvm_launcher._free_ports
    monkeypatch.setattr(jvm_launcher, "_free_ports", lambda number: [taken, *free(number - 1)])
    with (
        pytest.raises(jvm_launcher.PortTaken, match="3 times in a row") as raised,
        jvm_launcher.running(authority, tmp_path / "s", why=""),
    ):
        pass
    assert str(taken) in raised.value.output


def test_a_jar_with_another_digest_is_refused() -> None:
    real = find_jar()
    with pytest.raises(JarDigestWrong, match="delete the file"):
        find_jar(sha256="0" * 64)
    assert real.exists()


def test_a_jar_that_cannot_be_fetched_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluebar.mailserver.greenmail.jar.GREENMAIL_VERSION", "0.0.0-none")
    with pytest.raises(JarUnavailable, match="--mailserver docker"):
        find_jar(kept_in=tmp_path)
