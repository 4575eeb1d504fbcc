"""Dovecot in a container; `.ci/image` builds the image, without which these tests are skipped."""

import imaplib
import poplib
import smtplib
import socket
from collections.abc import Iterator

import pytest

from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.plan import make_plan
from bluebar.mailserver.accounts import Account, AccountsUnavailable
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import DOVECOT, accounts_on
from bluebar.mailserver.docker_client import docker_client
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.process_cleanup import LABEL
from bluebar.mailserver.server import MailServer, ServerOptions
from bluebar.mailserver.start import serving
from tests import skips
from tests.mailserver.brand_checks import check_certificate, check_facts
from tests.mailserver.dovecot.test_dovecot import NOON, an_account, signs_in

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def contained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A Dovecot in a container that is ready."""
    from bluebar.mailserver.dovecot.container import IMAGE  # noqa: PLC0415 - needs Docker's client

    with docker_client(20) as client:
        if IMAGE not in {tag for image in client.images.list() for tag in image.tags}:
            pytest.skip(f"{skips.NO_IMAGE}{IMAGE}; .ci/image builds it")
    authority = Authority.create(tmp_path_factory.mktemp("container") / "authority")
    options = ServerOptions(brand=DOVECOT.name, launcher="docker")
    with run_scope.run() as run, serving(options, authority, run) as server:
        yield server


def test_the_facts_are_true_of_a_container(contained: MailServer) -> None:
    assert contained.title == f"Dovecot {contained.version} (docker: asked for)"
    assert contained.version.startswith("2.3.")
    check_facts(contained)


def test_its_certificate_is_signed_by_the_authority(contained: MailServer) -> None:
    check_certificate(contained, contained.host)


@pytest.mark.parametrize("login", ["ada@mail.test", 'Ünï "cødé"', "../up", "a:b"])
def test_any_user_name_and_password_sign_in(contained: MailServer, login: str) -> None:
    account = an_account(contained, login, 'pä"ss\\w:örd {x} ')
    assert signs_in(contained, login, account.password)
    assert not signs_in(contained, login, "another")
    assert account.address in accounts_on(contained).addresses()


def test_it_holds_plans_and_gets_mail(contained: MailServer) -> None:
    plan = make_plan(seed=1, test_id="container", now=NOON)
    account = an_account(contained, "eve")
    deliver(plan, contained, account)
    expect_as_planned(plan, read_back(contained, account))
    with smtplib.SMTP(contained.smtp_host, contained.smtp_port, timeout=10) as smtp:
        smtp.sendmail("app@mail.test", account.address, "Subject: imported\r\n\r\n3 contacts")
    assert read_back(contained, account).message_count == len(plan.messages) + 1
    pop3 = poplib.POP3(*contained.nearest("pop3"), timeout=10)
    pop3.user("eve")
    pop3.pass_(account.password)
    assert pop3.stat()[0]
    pop3.quit()


def test_a_deleted_account_is_refused(contained: MailServer) -> None:
    account = an_account(contained, "fay")
    accounts_on(contained).delete(account.address)
    assert account.address not in accounts_on(contained).addresses()
    assert not signs_in(contained, "fay", account.password)


def test_its_ports_are_published_on_loopback_only(contained: MailServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", contained.imap_port))


def test_a_removed_container_is_a_clear_error(contained: MailServer, authority: Authority) -> None:
    options = ServerOptions(brand=DOVECOT.name, launcher="docker")
    with run_scope.run() as run, serving(options, authority, run) as server:
        with docker_client(20) as client:
            (ours,) = client.containers.list(filters={"label": f"{LABEL}={run.id}"})
            ours.remove(force=True)
        account = Account(address="gus@mail.test", login="gus", password="x")
        with pytest.raises(AccountsUnavailable, match="No such container"):
            accounts_on(server).create(account)
        with pytest.raises(OSError, match="refused"):
            imaplib.IMAP4(server.host, server.imap_port, timeout=5)
    assert contained.host == server.host
