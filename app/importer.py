"""Import the counted messages of one mailbox, in ranges of UIDs.

After a stopped import, the next import begins with the range that is not stored yet.

The importer uses EXAMINE and BODY.PEEK, so the server's state does not change.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bluebar.app import counting, header_decoding
from bluebar.app.problems import ConnectError, ConnectProblem, quote_server
from bluebar.app.records import ImportedMessage
from bluebar.app.store import Store

RANGE = 500
"""The number of UIDs in one FETCH.

The number is large enough to be fast, and small enough to show progress and to stay within the
8,192 octets that servers accept for a command (RFC 7162, 4)."""

FIELDS = [b"BODY.PEEK[HEADER]", b"INTERNALDATE"]
HEADER, WHOLE, RECEIVED = b"BODY[HEADER]", b"BODY[]", b"INTERNALDATE"

log = logging.getLogger("kith.import")


class SyncStopped(Exception):
    """The sync was stopped; the next sync resumes it."""


@dataclass(frozen=True, kw_only=True)
class ImapFolder:
    """A folder with the UIDs of messages that are not imported yet."""

    name: str
    uidvalidity: int
    uids: list[int]


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Import one account's messages into the store.

    Attributes:
        own: the user's own addresses, normalized; they are not contacts.
        is_summary: a function that says whether a Message-ID belongs to a summary email from Kith,
            which is not imported.
        stop: an event that is set when Kith stops; the import then stops after the current range.
        left_out: the server's refusals of folders, by the folders' names.
        opened: the names of the folders that the server opened.
    """

    store: Store
    account_id: int
    own: frozenset[str]
    is_summary: Callable[[str | None], bool]
    stop: threading.Event
    left_out: dict[str, str] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)

    def run(self, client: IMAPClient) -> None:
        """Import all new messages.

        Raises:
            SyncStopped: Kith stops.
            ConnectError: the server opens no folder at all.
            imaplib.IMAP4.error, OSError: a command failed or the connection was lost; the ranges
                that are stored already are kept.
        """
        opens = counting.window_opens(datetime.now(UTC))
        folders = list(self._unread(client))
        if self.left_out and not self.opened:
            refusal = next(iter(self.left_out.values()))
            raise ConnectError(ConnectProblem.NO_FOLDER, quote_server(refusal))
        total, done = sum(len(folder.uids) for folder in folders), 0
        self.store.set_sync_progress(self.account_id, 0, total)
        for folder in folders:
            client.select_folder(folder.name, readonly=True)
            for start in range(0, len(folder.uids), RANGE):
                if self.stop.is_set():
                    raise SyncStopped
                uids = folder.uids[start : start + RANGE]
                messages = self._fetch(client, uids, opens)
                self.store.add_messages(
                    self.account_id, folder.name, folder.uidvalidity, uids[-1], messages
                )
                done += len(uids)
                self.store.set_sync_progress(self.account_id, done, total)

    def _unread(self, client: IMAPClient) -> Iterator[ImapFolder]:
        listed = [
            counting.ListedFolder(frozenset(flags), (delimiter or b"").decode(), name)
            for flags, delimiter, name in client.list_folders()
        ]
        for name in (folder.name for folder in counting.counted_folders(listed)):
            try:
                selected = client.select_folder(name, readonly=True)
            except IMAPClientAbortError:
                raise  # the connection is lost: the other folders cannot be read either
            except IMAPClientError as error:
                log.warning("account %s: folder %r is left out: %s", self.account_id, name, error)
                self.left_out[name] = str(error)
                continue
            self.opened.append(name)
            uidvalidity = int(selected[b"UIDVALIDITY"])
            seen = self.store.seen_uid(self.account_id, name, uidvalidity)
            if not selected[b"EXISTS"]:
                continue
            # "n:*" always includes the last message, even if its UID is below n (RFC 9051, 6.4.9).
            uids = sorted(uid for uid in client.search(["UID", f"{seen + 1}:*"]) if uid > seen)
            if uids:
                yield ImapFolder(name=name, uidvalidity=uidvalidity, uids=uids)

    def _fetch(
        self, client: IMAPClient, uids: list[int], opens: datetime
    ) -> Iterator[ImportedMessage]:
        fetched = client.fetch(uids, FIELDS)
        in_window = {
            uid: (header_decoding.read_header(parts[HEADER]), parts[RECEIVED].astimezone(UTC))
            for uid, parts in sorted(fetched.items())
            if HEADER in parts and parts[RECEIVED].astimezone(UTC) >= opens
        }
        without_id = [uid for uid, (header, _) in in_window.items() if header.message_id is None]
        whole = client.fetch(without_id, [b"BODY.PEEK[]"]) if without_id else {}
        for uid, (header, received) in in_window.items():
            if self.is_summary(header.message_id):
                continue
            yield ImportedMessage(
                key=counting.message_key(header.message_id, whole.get(uid, {}).get(WHOLE)),
                subject=header.subject,
                sender=header.sender,
                received=received,
                contacts=counting.contacts(header.parsed, self.own),
            )
