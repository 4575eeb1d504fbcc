"""Sync accounts in the background: those that are asked for, and each one when it is due."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from bluebar.app import counting
from bluebar.app.imap import Mailboxes
from bluebar.app.importer import Importer, Stopped
from bluebar.app.mailbox_login import Credentials
from bluebar.app.passwords import Vault
from bluebar.app.problems import ConnectError
from bluebar.app.store import AccountRemoved, ConnectedAccount, Store
from bluebar.app.summary_email import Summaries

AT_ONCE = 4
LOOK_SECONDS = 1.0
STOP_SECONDS = 2.0
"""For the FETCH ranges that are under way; each leaves the store whole, whenever it is cut off."""

SUMMARY_AGAIN = timedelta(seconds=5)
"""After that long a summary that the mail server did not take is tried again."""

log = logging.getLogger("kith.worker")


class Worker:
    """Threads that sync, and one that looks which accounts are due.

    Args:
        interval: seconds between two syncs of an account.
        retry: seconds after which one that failed is tried again, if that may help.
    """

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        mailboxes: Mailboxes,
        summaries: Summaries,
        interval: float,
        retry: float,
    ) -> None:
        self.store = store
        self.vault = vault
        self.mailboxes = mailboxes
        self.summaries = summaries
        self.interval = timedelta(seconds=interval)
        self.retry = timedelta(seconds=retry)
        self._stop = threading.Event()
        self._places = threading.Semaphore(AT_ONCE)
        self._running: dict[int, threading.Thread] = {}
        self._again: set[int] = set()
        self._lock = threading.Lock()
        self._clock = threading.Thread(target=self._look, name="due", daemon=True)

    def start(self) -> None:
        """Begin, with what a restart interrupted first."""
        for account in self.store.accounts():
            if account.syncing or account.summary != "sent":
                self._begin(account.id)
        self._clock.start()

    def stop(self) -> None:
        """End after the FETCH ranges that are under way; the rest goes on at the next start."""
        self._stop.set()
        ends = time.monotonic() + STOP_SECONDS
        with self._lock:
            running = list(self._running.values())
        for thread in running:
            thread.join(max(0.0, ends - time.monotonic()))

    def ask(self, account_id: int) -> None:
        """Sync an account soon; once more if a sync of it is under way."""
        self.store.sync_asked(account_id)
        self._begin(account_id)

    def _begin(self, account_id: int) -> None:
        with self._lock:
            if self._stop.is_set():
                return
            if account_id in self._running:
                self._again.add(account_id)
                return
            # A daemon, as one that waits for a server that hangs must not keep Kith from ending.
            thread = threading.Thread(target=self._run, args=(account_id,), daemon=True)
            self._running[account_id] = thread
            thread.start()

    def _run(self, account_id: int) -> None:
        try:
            with self._places:
                if not self._stop.is_set():
                    self._sync(account_id)
        except Stopped:
            log.info("account %s: stopped, to be resumed", account_id)
        except AccountRemoved:
            log.info("account %s: removed during its sync", account_id)
        except Exception:
            log.exception("account %s: the sync failed", account_id)
            self.store.sync_ended(account_id, "Something went wrong here; Kith will try again.")
        finally:
            with self._lock:
                self._running.pop(account_id, None)
                again = account_id in self._again
                self._again.discard(account_id)
            if again:
                self.ask(account_id)

    def _sync(self, account_id: int) -> None:
        account = self.store.account(account_id)
        user = self.store.user(id=account.user_id) if account else None
        if account is None or user is None:
            return
        importer = Importer(
            store=self.store,
            account_id=account_id,
            own=frozenset(map(counting.normal, (user.email, *self._connected(user.id)))),
            is_summary=self.summaries.is_own,
            stop=self._stop,
        )
        try:
            with self.mailboxes.open(self._credentials(account)) as client:
                importer.run(client)
        except ConnectError as error:
            log.warning("account %s: %s", account_id, error.title)
            problem = f"{error.title} {error.advice}"
            self.store.sync_ended(account_id, problem, will_retry=error.reason.may_pass)
            return
        self.store.sync_ended(account_id)
        self._summarize(account_id)

    def _connected(self, user_id: int) -> list[str]:
        return [account.address for account in self.store.accounts(user_id=user_id)]

    def _credentials(self, account: ConnectedAccount) -> Credentials:
        return Credentials(
            username=account.username,
            password=self.vault.opened(account.password),
            server=account.server,
            port=account.port,
            use_ssl=account.use_ssl,
        )

    def _summarize(self, account_id: int) -> None:
        """Send the summary if it has not been sent.

        After a crash between sending and noting that, it is sent once more; both copies have the
        same Message-ID, so mail programs can show one.
        """
        account = self.store.account(account_id)
        user = self.store.user(id=account.user_id) if account else None
        if account is None or user is None or account.summary == "sent":
            return
        self.store.summary_is(account_id, "sending")
        try:
            self.summaries.send(self.summaries.write(account, user))
        except OSError as error:
            log.warning("account %s: the summary could not be sent: %s", account_id, error)
            return
        self.store.summary_is(account_id, "sent")

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self._begin_what_is_due()
            except Exception:
                # A disk that is full for a while must not end all syncs for good.
                log.exception("could not look which accounts are due")

    def _begin_what_is_due(self) -> None:
        now = datetime.now(UTC)
        for account in self.store.accounts():
            if not account.tried_at or account.syncing:
                continue
            age = now - account.tried_at
            is_owed = account.summary != "sent" and not account.problem and age >= SUMMARY_AGAIN
            is_retried = account.will_retry and age >= self.retry
            if age >= self.interval or is_owed or is_retried:
                self._begin(account.id)
