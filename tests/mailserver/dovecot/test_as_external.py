"""A Dovecot that runs already, as an IMAP server of unknown brand with a command for accounts."""

import re
import shlex
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from imapclient import IMAPClient

from bluebar.e2e.environment.server_limits import create_account
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.fixtures.imap.delivery import deliver
from bluebar.fixtures.imap.mailbox_state import expect_as_planned
from bluebar.fixtures.imap.read_back import read_back
from bluebar.fixtures.plan.plan import make_plan
from bluebar.mailserver.account_registry import AccountRegistry
from bluebar.mailserver.accounts import Account, AccountsUnavailable
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brands import OTHER, accounts_on, deviations_of
from bluebar.mailserver.dovecot.configuration import GENERAL
from bluebar.mailserver.dovecot.installation import Installed
from bluebar.mailserver.dovecot.process_launcher import dovecot_process
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer
from tests.mailserver.dovecot.test_dovecot import NOON, signs_in

pytestmark = pytest.mark.runtime

PAGE = Path(__file__).parents[3] / "docs" / "external-servers.md"


def described(server: MailServer) -> MailServer:
    """The external server, with a command that creates its accounts."""
    address = f"{server.host}:{server.imap_port},{server.imaps_port}"
    command = [sys.executable, "-m", "tests.mailserver.dovecot.accounts", server.accounts_at]
    return replace(OTHER.external(address, server.ca_file), accounts_at=shlex.join(command))


@pytest.fixture
def external(server: MailServer, scope: RunScope) -> Iterator[MailServer]:
    with run_scope.run(), OTHER.connected(described(server), scope, within=30) as ready:
        yield ready


def test_it_is_asked_for_what_it_offers(external: MailServer, server: MailServer) -> None:
    assert replace(external.facts, refusal_seconds=0.0) == server.facts
    assert external.version in {"Dovecot (Debian) ready.", "Dovecot ready."}
    assert not deviations_of(external).missing


def test_its_accounts_hold_plans_and_get_mail(external: MailServer) -> None:
    plan = make_plan(seed=1, test_id="external", now=NOON)
    account = Account(address="eve@mail.test", login='e"ve', password='pä"ss ')
    accounts_on(external).create(account)
    assert "eve@mail.test" in accounts_on(external).addresses()
    deliver(plan, external, account)
    expect_as_planned(plan, read_back(external, account))
    with smtplib.SMTP(external.smtp_host, external.smtp_port, timeout=10) as smtp:
        smtp.sendmail("app@mail.test", account.address, "Subject: imported\r\n\r\n3 contacts")
    assert read_back(external, account).message_count == len(plan.messages) + 1
    accounts_on(external).delete(account.address)
    assert "eve@mail.test" not in accounts_on(external).addresses()


PREFIXED = "\nnamespace inbox {{\n  inbox = yes\n  prefix = INBOX.\n  separator = .\n}}\n"
"""The folders as Cyrus and Courier keep them by default, in Dovecot's configuration."""


def test_a_server_may_keep_all_folders_below_inbox(
    dovecot: Installed, scope: RunScope, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, (text, for_ever) in GENERAL.items():
        monkeypatch.setitem(GENERAL, version, (text + PREFIXED, for_ever))
    authority = Authority.create(scope.folder / "authority")
    plan = make_plan(seed=1, test_id="prefix", now=NOON).outside_inbox()
    account = Account(address="pia@mail.test", login="pia", password="x")
    with (
        dovecot_process(dovecot, authority, folder / "prefixed", why="asked for") as server,
        run_scope.run(),
        OTHER.connected(described(server), scope, within=30) as ready,
    ):
        assert (ready.facts.prefix, ready.facts.delimiter) == ("INBOX.", ".")
        accounts_on(ready).create(account)
        deliver(plan, ready, account)
        expect_as_planned(plan, read_back(ready, account))
        with IMAPClient(ready.host, ready.imap_port, ssl=False, timeout=20) as client:
            client.login(account.login, account.password)
            names = {name for _, _, name in client.list_folders()}
    assert "INBOX.Trash" in names
    assert "Trash" not in names


def test_its_accounts_are_deleted_at_the_end(server: MailServer, scope: RunScope) -> None:
    with run_scope.run(), OTHER.connected(described(server), scope, within=30) as ready:
        accounts_on(ready).create(Account(address="fay@mail.test", login="fay", password="x"))
        assert "fay@mail.test" in accounts_on(server).addresses()
    assert "fay@mail.test" not in accounts_on(server).addresses()


@pytest.mark.parametrize(
    ("command", "happened"),
    [
        ("/nonexistent/command", "No such file or directory"),
        ("sh -c 'read -r p; echo no $p >&2; exit 3'", "ended with status 3"),
        ("echo 'a", "No closing quotation"),
    ],
)
def test_a_command_that_fails_is_an_error_without_the_password(
    external: MailServer, command: str, happened: str
) -> None:
    accounts = OTHER.accounts(external)
    accounts._file.write_text(command)
    account = Account(address="mal@mail.test", login="mal", password="hidden-here")
    with pytest.raises(AccountsUnavailable, match=happened) as raised:
        accounts.create(account)
    assert "hidden-here" not in str(raised.value)
    assert AccountRegistry(accounts.registry.folder).find("mal@mail.test") is None


def test_a_command_says_that_the_server_cannot_have_an_account(external: MailServer) -> None:
    accounts = OTHER.accounts(external)
    accounts._file.write_text("sh -c 'exit 3'")
    account = Account(address="odd@mail.test", login="o d", password="hidden-here")
    with pytest.raises(NotOffered, match="cannot have: 'o d'; the command ended with status 3"):
        create_account(accounts, account, external)


def test_a_front_door_of_a_server_without_literal_plus_needs_plain_names(
    external: MailServer,
) -> None:
    without = replace(external, facts=replace(external.facts, literal_plus=False))
    account = Account(address="umlaut@mail.test", login="u", password="schlüssel")
    with pytest.raises(NotOffered, match=r"needs a mail server with LITERAL\+"):
        create_account(accounts_on(external), account, without)
    plain = replace(account, password="key")
    create_account(accounts_on(external), plain, without)
    assert "umlaut@mail.test" in accounts_on(external).addresses()


@pytest.mark.parametrize("login", ["Ivy@Mail.Test", "a'b \"c", "Ünï pägé"])
def test_the_command_of_the_page_creates_and_deletes_accounts(
    server: MailServer, tmp_path: Path, login: str
) -> None:
    (script,) = re.findall(r"```bash\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    command = tmp_path / "accounts"
    passwords = f"{server.accounts_at}/passwords"
    command.write_text(script.replace("/etc/dovecot/users", passwords), "utf-8")
    command.chmod(0o755)
    password = 'pä"ss\\w:örd '
    before = set(Path(passwords).iterdir())
    for action in ("create", "delete"):
        subprocess.run(
            [command, action, "ivy@mail.test", login], input=password.encode(), check=True
        )
        if action == "create":
            assert signs_in(server, login, password)
            assert not signs_in(server, login, f"{password}x")
    # Dovecot itself notices a deletion within a second.
    assert set(Path(passwords).iterdir()) == before
