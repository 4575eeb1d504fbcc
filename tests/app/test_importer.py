"""A sync reads in ranges, goes on where it was stopped, and never fetches twice what it has."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bluebar.app.importer import RANGE, Importer, Stopped
from bluebar.app.store import Store

MESSAGES = 2 * RANGE + 10
BROKEN = "Broken"


class Mailbox:
    """An IMAP server with one folder that can be read and one that cannot; keeps what was fetched.

    Attributes:
        stop_after: is set once that many ranges have been fetched.
        broken: what selecting the other folder raises.
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
        # "n:*" names the last message also where its UID is below n (RFC 9051, 6.4.9).
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
    """An importer of an account of its own; its `stop` is replaced by the mailbox's."""
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


def run(importing: Importer, mailbox: Mailbox) -> list[int]:
    """Sync, and return the UIDs that were fetched."""
    mailbox.fetched = []
    again = importer(importing.store, importing.account_id, mailbox.stop)
    again.run(mailbox)
    return mailbox.fetched


def test_everything_is_fetched_once_in_ranges(importing: Importer) -> None:
    assert run(importing, Mailbox()) == list(range(1, MESSAGES + 1))
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_a_second_sync_fetches_nothing_and_new_mail_alone_after_that(importing: Importer) -> None:
    mailbox = Mailbox()
    run(importing, mailbox)
    assert run(importing, mailbox) == []
    mailbox.messages += 1
    assert run(importing, mailbox) == [MESSAGES + 1]


def test_a_sync_that_was_stopped_goes_on_behind_the_last_range(importing: Importer) -> None:
    mailbox = Mailbox()
    mailbox.stop_after = 1
    with pytest.raises(Stopped):
        run(importing, mailbox)
    assert counts(importing) == (RANGE, RANGE)
    mailbox.stop_after = 0
    mailbox.stop.clear()
    assert run(importing, mailbox)[0] == RANGE + 1
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_another_uidvalidity_reads_anew_and_counts_nothing_twice(importing: Importer) -> None:
    mailbox = Mailbox()
    run(importing, mailbox)
    mailbox.uidvalidity += 1
    assert len(run(importing, mailbox)) == MESSAGES
    assert counts(importing) == (MESSAGES, MESSAGES)


def test_a_lost_connection_is_not_taken_for_a_folder_to_be_left_out(importing: Importer) -> None:
    mailbox = Mailbox()
    mailbox.broken = IMAPClientAbortError("gone")
    with pytest.raises(IMAPClientAbortError):
        run(importing, mailbox)
