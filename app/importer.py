"""Import what counts from one mailbox: incremental, in ranges, resumable at each range.

Folders are examined and messages peeked at, so nothing on the server changes.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from bluebar.app import counting, header_decoding
from bluebar.app.store import ImportedMessage, Store

RANGE = 500
"""UIDs fetched with one command: large enough to be quick, small enough to show progress and to
stay within the 8,192 octets of a command that servers take (RFC 7162, 4)."""

FIELDS = [b"BODY.PEEK[HEADER]", b"INTERNALDATE"]
HEADER, WHOLE, RECEIVED = b"BODY[HEADER]", b"BODY[]", b"INTERNALDATE"

log = logging.getLogger("kith.import")


class Stopped(Exception):
    """The sync was told to stop; it goes on from here next time."""


@dataclass(frozen=True, kw_only=True)
class ImapFolder:
    """A folder with messages that have not been read yet."""

    name: str
    uidvalidity: int
    uids: list[int]


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Bring one account's messages into the store.

    Attributes:
        is_own: addresses that are no contacts, in normal form.
        is_summary: says of a Message-ID whether it is Kith's own summary.
        stop: set when Kith is being stopped.
    """

    store: Store
    account_id: int
    own: frozenset[str]
    is_summary: Callable[[str | None], bool]
    stop: threading.Event

    def run(self, client: IMAPClient) -> None:
        """Import everything that is new.

        Raises:
            Stopped: Kith is being stopped.
            ConnectError: the connection was lost; what has come so far is kept.
        """
        opens = counting.window_opens(datetime.now(UTC))
        folders = list(self._unread(client))
        total, done = sum(len(folder.uids) for folder in folders), 0
        self.store.sync_progress(self.account_id, 0, total)
        for folder in folders:
            client.select_folder(folder.name, readonly=True)
            for start in range(0, len(folder.uids), RANGE):
                if self.stop.is_set():
                    raise Stopped
                uids = folder.uids[start : start + RANGE]
                messages = self._fetch(client, uids, opens)
                self.store.add_messages(
                    self.account_id, folder.name, folder.uidvalidity, uids[-1], messages
                )
                done += len(uids)
                self.store.sync_progress(self.account_id, done, total)

    def _unread(self, client: IMAPClient) -> Iterator[ImapFolder]:
        for flags, delimiter, name in client.list_folders():
            if b"\\noselect" in {flag.lower() for flag in flags}:
                continue
            if counting.skips(flags, name, (delimiter or b"").decode()):
                continue
            try:
                selected = client.select_folder(name, readonly=True)
            except IMAPClientAbortError:
                raise  # the connection is lost, not this folder alone
            except IMAPClientError as error:
                log.warning("account %s: folder %r is left out: %s", self.account_id, name, error)
                continue
            uidvalidity = int(selected[b"UIDVALIDITY"])
            seen = self.store.seen_uid(self.account_id, name, uidvalidity)
            if not selected[b"EXISTS"]:
                continue
            # "n:*" always names the last message, also when its UID is below n (RFC 9051, 6.4.9).
            uids = sorted(uid for uid in client.search(["UID", f"{seen + 1}:*"]) if uid > seen)
            if uids:
                yield ImapFolder(name=name, uidvalidity=uidvalidity, uids=uids)

    def _fetch(
        self, client: IMAPClient, uids: list[int], opens: datetime
    ) -> Iterator[ImportedMessage]:
        fetched = client.fetch(uids, FIELDS)
        in_window = {
            uid: (header_decoding.read(parts[HEADER]), parts[RECEIVED].astimezone(UTC))
            for uid, parts in sorted(fetched.items())
            if HEADER in parts and parts[RECEIVED].astimezone(UTC) >= opens
        }
        nameless = [uid for uid, (header, _) in in_window.items() if header.message_id is None]
        whole = client.fetch(nameless, [b"BODY.PEEK[]"]) if nameless else {}
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
