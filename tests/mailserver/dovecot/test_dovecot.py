"""A private Dovecot: its accounts, its ports, the mail that it gets, and its end."""

import imaplib
import poplib
import smtplib
import socket
import ssl
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.plan import Shape, make_plan
from bluebar.mailserver.accounts import Account
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import accounts_on
from bluebar.mailserver.dovecot import process_launcher
from bluebar.mailserver.dovecot.configuration import MINIMAL
from bluebar.mailserver.dovecot.installation import Installed
from bluebar.mailserver.dovecot.process_launcher import dovecot_process
from bluebar.mailserver.free_ports import free_ports
from bluebar.mailserver.lifecycle.process_cleanup import marked_processes
from bluebar.mailserver.readiness import NotReady
from bluebar.mailserver.server import MailServer
from tests.mailserver.brand_checks import check_certificate, check_facts

pytestmark = pytest.mark.runtime

NOON = datetime(2026, 11, 24, 12, 30, 15, tzinfo=UTC)


def an_account(server: MailServer, login: str = "ada", password: str = "secret, 1") -> Account:
    account = Account(address=f"{time.time_ns()}@mail.test", login=login, password=password)
    accounts_on(server).create(account)
    return account


def signs_in(server: MailServer, login: str, password: str) -> bool:
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        try:
            client.authenticate("PLAIN", lambda _: f"\0{login}\0{password}".encode())
        except imaplib.IMAP4.error:
            return False
        return True


def test_the_facts_are_true_of_a_running_server(server: MailServer) -> None:
    check_facts(server)


@pytest.mark.parametrize(
    "login",
    ["ada@mail.test", "Ünï cødé", 'a"b', "a'b", "a\\b", "a/b", "../up", "a:b", "a*b%c{d}", " x "],
)
@pytest.mark.parametrize("password", ["secret", 'pä"ss\\w:örd {x} ', "秘密"])
def test_a_user_name_and_a_password_may_have_any_characters(
    server: MailServer, login: str, password: str
) -> None:
    login = f"{len(password)}{login}"  # Dovecot may keep a password for a second
    an_account(server, login, password)
    assert signs_in(server, login, password)
    assert not signs_in(server, login, f"{password}x")


def test_capitals_in_a_user_name_do_not_matter(server: MailServer) -> None:
    an_account(server, "Grace@Mail.Test")
    assert signs_in(server, "gRACE@mail.TEST", "secret, 1")


def test_an_account_that_is_deleted_cannot_log_in(server: MailServer) -> None:
    account = an_account(server, "leaver")
    accounts = accounts_on(server)
    assert account.address in accounts.addresses()
    accounts.delete(account.address)
    assert account.address not in accounts.addresses()
    assert not signs_in(server, account.login, account.password)


def test_a_wrong_password_does_not_delay_the_next_login(server: MailServer) -> None:
    """Dovecot would answer the second login after 4 s, so the order of the answers tells."""
    account = an_account(server, "hasty")
    assert not signs_in(server, account.login, "wrong")
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        client.sock.settimeout(3)
        client.login(account.login, account.password)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_its_certificate_is_valid_for_clients_that_trust_the_authority(
    server: MailServer, host: str
) -> None:
    check_certificate(server, host)
    with imaplib.IMAP4(host, server.imap_port, timeout=10) as client:
        client.starttls(ssl.create_default_context(cafile=server.ca_file))


def test_smtp_delivers_to_the_inbox_before_it_answers(server: MailServer) -> None:
    account = an_account(server, "bob")
    with smtplib.SMTP(server.host, server.smtp_port, timeout=10) as smtp:
        smtp.sendmail("app@mail.test", account.address, "Subject: imported\r\n\r\n3 contacts")
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="No account has this address"):
            smtp.sendmail("app@mail.test", "nobody@mail.test", "Subject: x\r\n\r\n")
    with imaplib.IMAP4(server.host, server.imap_port, timeout=10) as client:
        client.login(account.login, account.password)
        assert client.select()[1] == [b"1"]


def test_pop3_greets(server: MailServer) -> None:
    if not server.pop3_port:
        pytest.skip("not on this machine: dovecot-pop3d")
    client = poplib.POP3(server.host, server.pop3_port, timeout=10)
    assert client.getwelcome().startswith(b"+OK")
    client.quit()


def test_all_ports_listen_on_loopback_only(server: MailServer) -> None:
    for port in (server.imap_port, server.imaps_port, server.smtp_port):
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))


def test_a_plan_is_delivered_and_read_back(server: MailServer) -> None:
    plan = make_plan(seed=1, test_id="dovecot", now=NOON, shape=Shape.many(600))
    account = an_account(server, "reader")
    deliver(plan, server, account)
    expect_as_planned(plan, read_back(server, account))


def test_no_process_remains_after_the_end(
    dovecot: Installed, folder: Path, authority: Authority
) -> None:
    with dovecot_process(dovecot, authority, folder / "ended", why="asked for") as server:
        an_account(server)
        here = psutil.Process()
        (master,) = (each for each in here.children() if str(folder / "ended") in _command(each))
        everything = [master, *master.children(recursive=True)]
        assert {"dovecot", "imap-login", "auth"} <= {each.name() for each in everything}
    _, alive = psutil.wait_procs(everything, timeout=10)
    assert not alive


def _command(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


def test_a_port_that_is_taken_gets_another_start(
    dovecot: Installed,
    folder: Path,
    authority: Authority,
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choices = [[server.imap_port, *free_ports(3)], free_ports(4)]
    monkeypatch.setattr(process_launcher, "free_ports", lambda _: choices.pop(0))
    with dovecot_process(dovecot, authority, folder / "again", why="asked for") as other:
        assert other.imap_port != server.imap_port
    assert not choices


def test_a_configuration_that_dovecot_refuses_is_an_error_with_its_output(
    dovecot: Installed, folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = f"{MINIMAL[dovecot.series]}no_such_setting = 1\n"
    monkeypatch.setattr(process_launcher, "configuration", lambda **_: wrong)
    with (
        pytest.raises(NotReady, match="ended with status") as raised,
        dovecot_process(dovecot, authority, folder / "refused", why="asked for"),
    ):
        pass
    assert "no_such_setting" in str(raised.value)


def test_all_its_processes_carry_the_mark_of_the_run(server: MailServer, folder: Path) -> None:
    """A later run ends what a killed run has left by this mark."""
    an_account(server, "mark")
    run_id = folder.name.removeprefix("bluebar-")
    names = {each.name() for each in marked_processes()[run_id]}
    assert {"dovecot", "auth", "imap-login", "anvil"} <= names
