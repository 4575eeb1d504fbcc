"""A failed sync is repeated when it is due, and no sync writes into a later account."""

import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bluebar.app.app_context import AppContext
from bluebar.app.records import ImportedMessage
from bluebar.app.settings import Settings
from bluebar.app.store import AccountRemoved, Store
from tests.app.mailservers import imap_that, server

WAIT_SECONDS = 10


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kith.sqlite3")


def add_account(store: Store, user: int, port: int = 143, password: bytes = b"") -> int:
    return store.add_account(
        user,
        address="ada@x.test",
        username="ada",
        password=password,
        server="127.0.0.1",
        port=port,
        use_ssl=False,
    )


def test_a_sync_of_a_removed_account_writes_into_no_other_account(store: Store) -> None:
    user = store.add_user("Ada", "ada@kith.test", "x")
    removed = add_account(store, user)
    store.remove_account(removed)
    new = add_account(store, user)
    message = ImportedMessage(
        key="1", subject="", sender="", received=datetime.now(UTC), contacts={"bob@x.test": "Bob"}
    )
    with pytest.raises(AccountRemoved):
        store.add_messages(removed, "INBOX", 1, 1, [message])
    account = store.account(new)
    assert account is not None
    assert (account.contacts, account.messages) == (0, 0)


@pytest.mark.parametrize(("interval", "logins"), [(3600, 1), (0, 2)])
def test_a_failed_first_sync_is_repeated_when_it_is_due(
    tmp_path: Path, interval: float, logins: int
) -> None:
    tries: list[str] = []
    enough = threading.Event()

    def refuse(connection: socket.socket, tag: str) -> None:
        tries.append(tag)
        connection.sendall(f"{tag} NO wrong\r\n".encode())
        if len(tries) == logins:
            enough.set()

    settings = Settings(app_data=tmp_path, allowed_mail_hosts="127.0.0.0/8", sync_interval=interval)
    context = AppContext(settings)
    with server(imap_that(LOGIN=refuse)) as port:
        user = context.store.add_user("Ada", "ada@kith.test", "x")
        account = add_account(context.store, user, port, context.cipher.encrypt("secret"))
        context.worker.start()
        try:
            assert enough.wait(WAIT_SECONDS)
            # The worker polls each second: in this time it would make an attempt that is not due.
            threading.Event().wait(0 if interval == 0 else 2.5)
        finally:
            context.worker.stop()
    assert len(tries) == logins or interval == 0
    stored = context.store.account(account)
    assert stored is not None
    assert "did not accept" in stored.problem


def test_a_sync_that_hangs_does_not_keep_kith_from_stopping(tmp_path: Path) -> None:
    reached, over = threading.Event(), threading.Event()

    def hang(_: socket.socket, __: str) -> None:
        reached.set()
        over.wait(WAIT_SECONDS)

    context = AppContext(Settings(app_data=tmp_path, allowed_mail_hosts="127.0.0.0/8"))
    with server(imap_that(LOGIN=hang)) as port:
        user = context.store.add_user("Ada", "ada@kith.test", "x")
        add_account(context.store, user, port, context.cipher.encrypt("secret"))
        context.worker.start()
        assert reached.wait(WAIT_SECONDS)
        stopping = threading.Thread(target=context.worker.stop)
        stopping.start()
        stopping.join(WAIT_SECONDS)
        assert not stopping.is_alive()
        assert not over.is_set()
        over.set()


def test_a_summary_sent_again_after_a_crash_has_the_same_message_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = AppContext(Settings(app_data=tmp_path))
    user = context.store.add_user("Ada", "ada@kith.test", "x")
    account = add_account(context.store, user)
    sent: list[str] = []
    monkeypatch.setattr(
        context.worker.mailer, "send", lambda message: sent.append(message["Message-ID"])
    )
    context.worker._send_summary(account)
    # The state after a crash between sending and storing "sent".
    context.store.set_summary_state(account, "sending")
    context.worker._send_summary(account)
    context.worker._send_summary(account)
    assert len(sent) == 2
    assert sent[0] == sent[1]
