"""Sync accounts in background threads: on request, and when a sync is due."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from bluebar.app import counting
from bluebar.app.imap import MailboxOpener
from bluebar.app.importer import Importer, SyncStopped
from bluebar.app.mailbox_login import MailboxLogin
from bluebar.app.passwords import PasswordCipher
from bluebar.app.problems import ConnectError
from bluebar.app.records import ConnectedAccount
from bluebar.app.store import AccountRemoved, Store
from bluebar.app.summary_mailer import SummaryMailer

MAX_SYNCS = 4
"""The number of syncs that may run at the same time."""

POLL_SECONDS = 1.0
STOP_SECONDS = 2.0
"""How long Kith waits for the running FETCH ranges when it stops.

The store stays consistent if a range is interrupted."""

SUMMARY_RETRY = timedelta(seconds=5)
"""The time after which Kith repeats a summary that the mail server did not accept."""

log = logging.getLogger("kith.worker")


class SyncWorker:
    """Run each sync in its own thread; another thread starts the syncs that are due.

    Args:
        interval: seconds between two syncs of an account.
        retry: seconds until Kith repeats a failed sync whose problem may be temporary.
    """

    def __init__(
        self,
        *,
        store: Store,
        cipher: PasswordCipher,
        mailboxes: MailboxOpener,
        mailer: SummaryMailer,
        interval: float,
        retry: float,
    ) -> None:
        self.store = store
        self.cipher = cipher
        self.mailboxes = mailboxes
        self.mailer = mailer
        self.interval = timedelta(seconds=interval)
        self.retry = timedelta(seconds=retry)
        self._stop = threading.Event()
        self._slots = threading.Semaphore(MAX_SYNCS)
        self._running: dict[int, threading.Thread] = {}
        self._again: set[int] = set()
        self._lock = threading.Lock()
        self._scheduler = threading.Thread(target=self._schedule, name="due", daemon=True)

    def start(self) -> None:
        """Start the worker; first resume the syncs and summaries that a restart interrupted."""
        for account in self.store.accounts():
            if account.syncing or account.summary != "sent":
                self._start_sync(account.id)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the worker; wait up to `STOP_SECONDS` until each sync has stored its current range.

        The next start resumes the syncs.
        """
        self._stop.set()
        ends = time.monotonic() + STOP_SECONDS
        with self._lock:
            running = list(self._running.values())
        for thread in running:
            thread.join(max(0.0, ends - time.monotonic()))

    def request_sync(self, account_id: int) -> None:
        """Sync an account soon; if it is syncing already, sync it once more afterwards."""
        self.store.mark_sync_due(account_id)
        self._start_sync(account_id)

    def _start_sync(self, account_id: int) -> None:
        with self._lock:
            if self._stop.is_set():
                return
            if account_id in self._running:
                self._again.add(account_id)
                return
            # A daemon thread: a server that hangs must not keep Kith from exiting.
            thread = threading.Thread(target=self._run, args=(account_id,), daemon=True)
            self._running[account_id] = thread
            thread.start()

    def _run(self, account_id: int) -> None:
        try:
            with self._slots:
                if not self._stop.is_set():
                    self._sync(account_id)
        except SyncStopped:
            log.info("account %s: stopped, to be resumed", account_id)
        except AccountRemoved:
            log.info("account %s: removed during its sync", account_id)
        except Exception:
            log.exception("account %s: the sync failed", account_id)
            self.store.end_sync(account_id, "Something went wrong here; Kith will try again.")
        finally:
            with self._lock:
                self._running.pop(account_id, None)
                again = account_id in self._again
                self._again.discard(account_id)
            if again:
                self.request_sync(account_id)

    def _sync(self, account_id: int) -> None:
        account = self.store.account(account_id)
        user = self.store.user(id=account.user_id) if account else None
        if account is None or user is None:
            return
        importer = Importer(
            store=self.store,
            account_id=account_id,
            own=frozenset(map(counting.normalize, (user.email, *self._connected(user.id)))),
            is_summary=self.mailer.is_own,
            stop=self._stop,
        )
        try:
            with self.mailboxes.open(self._login(account)) as client:
                importer.run(client)
        except ConnectError as error:
            log.warning("account %s: %s", account_id, error.title)
            text = f"{error.title} {error.advice}"
            self.store.end_sync(account_id, text, will_retry=error.problem.may_be_temporary)
            return
        left_out = "; ".join(f"{name} ({why})" for name, why in importer.left_out.items())
        self.store.end_sync(account_id, left_out=left_out)
        self._send_summary(account_id)

    def _connected(self, user_id: int) -> list[str]:
        return [account.address for account in self.store.accounts(user_id=user_id)]

    def _login(self, account: ConnectedAccount) -> MailboxLogin:
        return MailboxLogin(
            username=account.username,
            password=self.cipher.decrypt(account.password),
            server=account.server,
            port=account.port,
            use_ssl=account.use_ssl,
        )

    def _send_summary(self, account_id: int) -> None:
        """Send the account's summary unless Kith has sent it already.

        If Kith crashes after it sends the summary and before it stores the state "sent", it sends
        the summary again. Both copies have the same Message-ID, so mail programs can show only one.
        """
        account = self.store.account(account_id)
        user = self.store.user(id=account.user_id) if account else None
        if account is None or user is None or account.summary == "sent":
            return
        self.store.set_summary_state(account_id, "sending")
        try:
            self.mailer.send(self.mailer.compose(account, user))
        except OSError as error:
            log.warning("account %s: the summary could not be sent: %s", account_id, error)
            return
        self.store.set_summary_state(account_id, "sent")

    def _schedule(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            try:
                self._start_due_syncs()
            except Exception:
                # A disk that is full for some time must not end all syncs forever.
                log.exception("could not find the accounts whose sync is due")

    def _start_due_syncs(self) -> None:
        now = datetime.now(UTC)
        for account in self.store.accounts():
            if not account.tried_at or account.syncing:
                continue
            age = now - account.tried_at
            is_unsent = account.summary != "sent" and not account.problem and age >= SUMMARY_RETRY
            is_retried = account.will_retry and age >= self.retry
            if age >= self.interval or is_unsent or is_retried:
                self._start_sync(account.id)
