"""Settings of the reference app: the link to the IMAP form, and the connected accounts."""

import re

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.protocol.shown_capabilities import ShownConnection
from bluebar.e2e.protocol.target import Imported
from bluebar.e2e.targets.reference.counts_in_text import ON_PAGES, counts_in


class EmailSettingsPage:
    """Settings → Email: *Connect Your Email Account*, and a card for each account."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.settings = page.get_by_role("link", name="Settings", exact=True)
        self.left_hand_side = page.get_by_role("navigation", name="Settings")
        self.email = self.left_hand_side.get_by_role("link", name="Email", exact=True)
        self.connect_heading = page.get_by_role("heading", name="Connect Your Email Account")
        self.imap = page.get_by_role("link", name="IMAP", exact=True)
        self.banner = page.get_by_role("status").and_(page.locator(".banner"))
        self.cards = page.get_by_role("article")

    def open(self) -> None:
        """Open Settings unless it is open, then Email on the left-hand side (S7)."""
        if not self.email.is_visible():
            self._follow(self.settings)
        self._follow(self.email)
        expect(self.connect_heading).to_be_visible()

    def open_imap(self) -> None:
        """Click *IMAP*; open Settings and Email first if needed (S8)."""
        if not self.connect_heading.is_visible():
            self.open()
        # Wait for DOMContentLoaded: then the form's script, which is deferred, has run.
        self._follow(self.imap)

    def _follow(self, link: Locator) -> None:
        """Click the link, and wait for the navigation.

        A wait for an element of the new page would take longer, and could end on the old page.
        """
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            link.click()

    def card(self, address: str) -> "AccountCard":
        """Return the card of one connected account."""
        heading = self.page.get_by_role("heading", name=address, exact=True)
        return AccountCard(self.cards.filter(has=heading))


class AccountCard:
    """The box of a connected account on the page: counts, last sync, and buttons."""

    def __init__(self, card: Locator) -> None:
        self.card = card
        self.problem = card.get_by_role("alert")
        self.at_rest = (
            card.filter(has_text="Last synced: ")
            .filter(has_not=card.page.get_by_role("progressbar"))
            .filter(has_not=card.page.get_by_role("alert"))
        )
        self.last_synced = card.get_by_text(re.compile(r"^Last synced: "))
        self.connection = card.locator(".where")
        self.left_out = card.get_by_role("note")
        self.figures = card.get_by_role("list")
        self.part_done = card.get_by_role("progressbar").and_(
            card.page.locator(":not([value='0'])")
        )
        self.sync_now = card.get_by_role("button", name="Sync now")
        self.edit = card.get_by_role("link", name="Edit")
        self.disconnect = card.get_by_role("button", name="Disconnect")

    def request_sync(self) -> None:
        """Click *Sync now*, and wait for the new page.

        Without the wait, a test could read "Last synced" from the card on the old page.
        """
        with self.card.page.expect_navigation():
            self.sync_now.click()

    def expect_synced(self, within: float) -> None:
        """Wait until the card shows the time of the last sync, or the problem of a failed sync.

        Args:
            within: seconds.

        Raises:
            AppFailure: the sync failed, or did not end in time.
        """
        self.expect_ended(within)
        if self.problem.is_visible():
            raise AppFailure(f"the sync failed; the card shows: {self.problem.inner_text()!r}")

    def expect_ended(self, within: float) -> None:
        """Wait until the card shows the end of a sync, successful or not.

        Args:
            within: seconds.

        Raises:
            AppFailure: the sync did not end in time.
        """
        self._wait_for(self.last_synced.or_(self.problem).first, within, "the sync has not ended")

    def expect_at_rest(self, within: float) -> None:
        """Wait until a sync has succeeded and the card shows no problem.

        Args:
            within: seconds.

        Raises:
            AppFailure: the account did not recover in time.
        """
        try:
            self.at_rest.wait_for(timeout=within * 1000)
        except PlaywrightTimeout as error:
            kept = self.problem.all_inner_texts()
            why = f"the alert {kept[0]!r} is still shown" if kept else "no sync has succeeded"
            raise AppFailure(
                f"the account did not recover within {within:g} s: {why}; {self._in_words()}"
            ) from error

    def is_half_way(self, within: float) -> bool:
        """Wait until a part of the sync is done; return False if the sync has ended already.

        Raises:
            AppFailure: no part was done in time.
        """
        ended = self.last_synced.or_(self.problem)
        self._wait_for(self.part_done.or_(ended).first, within, "no part of the sync was done")
        return self.part_done.is_visible()

    def _wait_for(self, locator: Locator, within: float, else_: str) -> None:
        try:
            locator.wait_for(timeout=within * 1000)
        except PlaywrightTimeout as error:
            raise AppFailure(f"{else_} within {within:g} s; {self._in_words()}") from error

    def _in_words(self) -> str:
        texts = self.card.all_inner_texts()
        if not texts:
            return "the page has no card of the account"
        return f"the account's card shows: {' '.join(texts[0].split())!r}"

    def get_connection(self) -> ShownConnection:
        """Return the server, port and SSL that the card states.

        Raises:
            AppFailure: the card does not state all three in the app's words.
        """
        text = self.connection.inner_text()
        stated = re.fullmatch(r"(.+), port (\d+), (no )?SSL", text)
        if stated is None:
            raise AppFailure(f"the card should state server, port and SSL; it says {text!r}")
        return ShownConnection(server=stated[1], port=stated[2], use_ssl=stated[3] is None)

    def get_counts(self) -> Imported:
        """Return the counts that the card shows now."""
        return counts_in(self.figures.inner_text(), ON_PAGES)
