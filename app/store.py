"""Kith's SQLite store: users, accounts, the progress of syncs, messages and contacts.

Each method opens a new connection, so any thread can use the store.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bluebar.app.records import ConnectedAccount, ImportedMessage, KithUser

SCHEMA = """
CREATE TABLE IF NOT EXISTS user (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES user ON DELETE CASCADE,
    address TEXT NOT NULL, username TEXT NOT NULL, password BLOB NOT NULL, server TEXT NOT NULL,
    port INTEGER NOT NULL, use_ssl INTEGER NOT NULL,
    syncing INTEGER NOT NULL DEFAULT 1, done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, synced_at TEXT, tried_at TEXT,
    problem TEXT NOT NULL DEFAULT '', left_out TEXT NOT NULL DEFAULT '',
    will_retry INTEGER NOT NULL DEFAULT 0,
    summary TEXT NOT NULL DEFAULT 'due',
    UNIQUE (user_id, address));
CREATE TABLE IF NOT EXISTS folder (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, name TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL, seen_uid INTEGER NOT NULL, PRIMARY KEY (account_id, name));
CREATE TABLE IF NOT EXISTS message (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, key TEXT NOT NULL,
    subject TEXT NOT NULL, sender TEXT NOT NULL, received TEXT NOT NULL,
    PRIMARY KEY (account_id, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contact (
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE, address TEXT NOT NULL,
    name TEXT NOT NULL, named_at TEXT NOT NULL,
    PRIMARY KEY (account_id, address)) WITHOUT ROWID;
"""


class AlreadyExists(Exception):
    """The user or the account exists already."""


class AccountRemoved(Exception):
    """The account has been removed."""


class Store:
    """Kith's SQLite database.

    Args:
        file: the database's file, which is created if it is missing.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        with self._open() as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.file, timeout=20)
        database.row_factory = sqlite3.Row
        try:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA synchronous = NORMAL")
            with database:
                yield database
        finally:
            database.close()

    def add_user(self, name: str, email: str, password: str) -> int:
        """Add a user; return the id.

        Raises:
            AlreadyExists: the address has signed up already.
        """
        try:
            with self._open() as database:
                return _id(
                    database.execute(
                        "INSERT INTO user (name, email, password) VALUES (?, ?, ?)",
                        (name, email, password),
                    )
                )
        except sqlite3.IntegrityError as error:
            raise AlreadyExists from error

    def user(self, *, id: int | None = None, email: str | None = None) -> KithUser | None:
        """Return the user with this id or sign-in address, or None if there is none."""
        with self._open() as database:
            row = database.execute(
                "SELECT * FROM user WHERE id = ? OR email = ?", (id, email)
            ).fetchone()
        return KithUser(**dict(row)) if row else None

    def add_account(
        self,
        user_id: int,
        *,
        address: str,
        username: str,
        password: bytes,
        server: str,
        port: int,
        use_ssl: bool,
    ) -> int:
        """Add an account whose first sync is due; return the account's id.

        Raises:
            AlreadyExists: the user has connected this address already.
        """
        try:
            with self._open() as database:
                return _id(
                    database.execute(
                        "INSERT INTO account (user_id, address, username, password, server, port,"
                        " use_ssl) VALUES (?, ?, ?, ?, ?, ?, ?)",
                        (user_id, address, username, password, server, port, use_ssl),
                    )
                )
        except sqlite3.IntegrityError as error:
            raise AlreadyExists from error

    def change_account(
        self,
        id: int,
        *,
        username: str,
        password: bytes,
        server: str,
        port: int,
        use_ssl: bool,
    ) -> None:
        """Change the login of an account, and clear the problem of its last sync.

        The imported messages and contacts, and the progress of a running sync, are kept.
        """
        with self._open() as database:
            database.execute(
                "UPDATE account SET username = ?, password = ?, server = ?, port = ?, use_ssl = ?,"
                " problem = '', will_retry = 0 WHERE id = ?",
                (username, password, server, port, use_ssl, id),
            )

    def remove_account(self, id: int) -> None:
        """Remove an account with its messages and contacts."""
        with self._open() as database:
            database.execute("DELETE FROM account WHERE id = ?", (id,))

    def accounts(
        self, *, user_id: int | None = None, id: int | None = None
    ) -> list[ConnectedAccount]:
        """Return the accounts of this user or with this id; without arguments, all accounts."""
        with self._open() as database:
            rows = database.execute(
                "SELECT account.*,"
                " (SELECT count(*) FROM contact WHERE account_id = account.id) AS contacts,"
                " (SELECT count(*) FROM message WHERE account_id = account.id) AS messages"
                " FROM account WHERE (:user_id IS NULL OR user_id = :user_id)"
                " AND (:id IS NULL OR id = :id) ORDER BY id",
                {"user_id": user_id, "id": id},
            ).fetchall()
        return [_account(dict(row)) for row in rows]

    def account(self, id: int) -> ConnectedAccount | None:
        """Return the account with this id, or None if there is none."""
        return next(iter(self.accounts(id=id)), None)

    def mark_sync_due(self, id: int) -> None:
        """Mark a sync of the account as due, and reset its progress; a restart keeps the mark."""
        self._set(id, syncing=1, done=0, total=0)

    def set_sync_progress(self, id: int, done: int, total: int) -> None:
        """Store how many messages the running sync has read, and how many it has to read."""
        self._set(id, done=done, total=total)

    def end_sync(
        self, id: int, problem: str = "", *, left_out: str = "", will_retry: bool = False
    ) -> None:
        """Store that a sync of the account ends now, and its result.

        Args:
            id: the account's id.
            problem: why the sync failed; empty if it succeeded.
            left_out: the folders that the sync could not read; empty if it read all.
            will_retry: True if the problem may be temporary, so that Kith repeats the sync soon.
        """
        # Use one update: a page must never see an account whose sync has ended but has no result.
        now = datetime.now(UTC).isoformat()
        synced = {} if problem else {"synced_at": now}
        ended = {
            "syncing": 0, "problem": problem, "left_out": left_out, "will_retry": will_retry,
            "tried_at": now,
        }  # fmt: skip
        self._set(id, **ended, **synced)

    def set_summary_state(self, id: int, state: str) -> None:
        """Store the state of the account's summary email: "due", "sending" or "sent"."""
        self._set(id, summary=state)

    def _set(self, id: int, **values: object) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        with self._open() as database:
            database.execute(
                f"UPDATE account SET {columns} WHERE id = :id",  # noqa: S608 - names from this file
                {**values, "id": id},
            )

    def seen_uid(self, account_id: int, folder: str, uidvalidity: int) -> int:
        """Return the highest UID that Kith has read from a folder.

        Return 0 if Kith has read no message from it, or if its UIDVALIDITY has changed.
        """
        with self._open() as database:
            row = database.execute(
                "SELECT seen_uid FROM folder WHERE account_id = ? AND name = ? AND uidvalidity = ?",
                (account_id, folder, uidvalidity),
            ).fetchone()
        return int(row["seen_uid"]) if row else 0

    def add_messages(
        self,
        account_id: int,
        folder: str,
        uidvalidity: int,
        seen_uid: int,
        messages: Iterable[ImportedMessage],
    ) -> None:
        """Add the messages of one FETCH range, and the highest UID read, in one transaction.

        Raises:
            AccountRemoved: the account was removed during the sync.
        """
        messages = list(messages)
        with self._open() as database:
            if not database.execute("SELECT 1 FROM account WHERE id = ?", (account_id,)).fetchone():
                raise AccountRemoved
            database.executemany(
                "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?)",
                [
                    (account_id, m.key, m.subject, m.sender, m.received.isoformat())
                    for m in messages
                ],
            )
            database.executemany(
                "INSERT INTO contact VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET name = excluded.name, named_at = excluded.named_at"
                " WHERE excluded.named_at > named_at",
                [
                    (account_id, address, name, m.received.isoformat() if name else "")
                    for m in messages
                    for address, name in m.contacts.items()
                ],
            )
            database.execute(
                "INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?)",
                (account_id, folder, uidvalidity, seen_uid),
            )

    def contacts(self, user_id: int) -> list[sqlite3.Row]:
        """Return the newest name and the address of each of a user's contacts, by address."""
        with self._open() as database:
            return database.execute(
                # SQLite takes the name from the row that has the maximum.
                "SELECT contact.name, contact.address, max(named_at) FROM contact"
                " JOIN account ON account.id = account_id WHERE user_id = ?"
                " GROUP BY contact.address ORDER BY contact.address",
                (user_id,),
            ).fetchall()

    def messages(self, user_id: int) -> list[sqlite3.Row]:
        """Return subject, sender and date of a user's messages, each once, newest first."""
        with self._open() as database:
            return database.execute(
                "SELECT subject, sender, max(received) AS received FROM message"
                " JOIN account ON account.id = account_id WHERE user_id = ?"
                " GROUP BY key ORDER BY received DESC, key",
                (user_id,),
            ).fetchall()


def _id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _account(row: dict[str, object]) -> ConnectedAccount:
    times = {name: str(row.pop(name) or "") for name in ("synced_at", "tried_at")}
    return ConnectedAccount(
        **{  # type: ignore[arg-type]  # the schema gives the types
            **row,
            "use_ssl": bool(row["use_ssl"]),
            "syncing": bool(row["syncing"]),
            "will_retry": bool(row["will_retry"]),
            **{name: datetime.fromisoformat(t) if t else None for name, t in times.items()},
        }
    )
