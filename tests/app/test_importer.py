"""A sync fetches ranges, resumes after the last range, and fetches no message twice."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bluebar.app.importer import RANGE, Importer, SyncStopped
from bluebar.app.store import Store

MESSAGES = 2 * RANGE + 10
BROKEN = "Broken"


class FakeClient:
    """An IMAP client with one readable and one broken folder; it records the fetched UIDs.

    Attributes:
        stop_after: the number of fetched ranges after which `stop` is set; 0 for never.
        broken: raised when the broken folder is selected.
    """

    def __init__(self, messages: int = MESSAGES) -> None:
        self.messages = messages
        self.uidvalidity = 7
        self.fetched: list[int] = []
        self.stop = threading.Event()
        self.stop_after = 0
        self.broken: Exception = IMAPClientError("no such folder")

    def list_folders(self) -> list[tuple[tuple[bytes, ...], bytes, str]]:
        return [((), b".", BROKEN), ((), b".", "INBOX"), ((b"\\Noselect",), b".", "Outer")]

    def select_folder(self, name: str, *, readonly: bool) -> dict[bytes, int]:
        assert readonly
        if name == BROKEN:
            raise self.broken
        return {b"UIDVALIDITY": self.uidvalidity, b"EXISTS": self.messages}

    def search(self, criteria: Sequence[str]) -> list[int]:
        first = int(criteria[1].partition(":")[0])
        # "n:*" always names the last message, also if its UID is below n (RFC 9051, 6.4.9).
        return list(range(first, self.messages + 1)) or [self.messages]

    def fetch(self, uids: list[int], _: object) -> dict[int, dict[bytes, Any]]:
        self.fetched += uids
        if self.stop_after and len(self.fetched) >= self.stop_after * RANGE:
            self.stop.set()
        return {uid: self._message(uid) for uid in uids}

    def _message(self, uid: int) -> dict[bytes, Any]:
        header = f"Message-ID: <{uid}@x.test>\r\nFrom: p{uid}@x.test\r\n\r\n"
        return {b"BODY[HEADER]": header.encode(), b"INTERNALDATE": datetime.now(UTC)}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kith.sqlite3")


@pytest.fixture
def importing(store: Store) -> Importer:
    """An importer of a new account; `run` replaces its `stop` by the client's."""
    user = store.add_user("Ada", "ada@kith.test", "x")
    account = store.add_account(
        user, address="ada@x.test", username="ada", password=b"", server="x.test", port=993,
        use_ssl=True,
    )  # fmt: skip
    return importer(store, account, threading.Event())


def importer(store: Store, account: int, stop: threading.Event) -> Importer:
    return Importer(
        store=store, account_id=account, own=frozenset(), is_summary=lambda _: False, stop=stop
    )


def counts(importing: Importer) -> tuple[int, int]:
    account = importing.store.account(importing.account_id)
    assert account is not None
    return account.contacts, account.messages


def run(importing: Importer, client: FakeClient) -> list[int]:
    """Sync, and return the fetched UIDs."""
    client.fetched = []
    again = importer(importing.store, importing.account_id, client.stop)
    again.run(client)
    return client.fetched


def test_everything_is_fetched_once_in_ranges(importing: Importer) -> None:
    assert run(importing, FakeClient()) == list(range(1, MESSAGES + 1))
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_a_second_sync_fetches_only_new_mail(importing: Importer) -> None:
    client = FakeClient()
    run(importing, client)
    assert run(importing, client) == []
    client.messages += 1
    assert run(importing, client) == [MESSAGES + 1]


def test_a_stopped_sync_resumes_after_the_last_range(importing: Importer) -> None:
    client = FakeClient()
    client.stop_after = 1
    with pytest.raises(SyncStopped):
        run(importing, client)
    assert counts(importing) == (RANGE, RANGE)
    client.stop_after = 0
    client.stop.clear()
    assert run(importing, client)[0] == RANGE + 1
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_after_a_new_uidvalidity_all_is_fetched_and_nothing_counts_twice(
    importing: Importer,
) -> None:
    client = FakeClient()
    run(importing, client)
    client.uidvalidity += 1
    assert len(run(importing, client)) == MESSAGES
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_a_lost_connection_is_not_taken_for_an_unreadable_folder(importing: Importer) -> None:
    client = FakeClient()
    client.broken = IMAPClientAbortError("gone")
    with pytest.raises(IMAPClientAbortError):
        run(importing, client)
