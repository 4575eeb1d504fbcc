"""Capabilities: optional abilities of a target, e.g. to list contacts.

An adapter that defines all members of a capability has the capability. Rows (scenarios) and tests
declare the capabilities that they use. A row is *not offered* to a target that lacks a declared
capability. The module `target` has the members that every adapter must have, and `declarations` has
the capabilities that are a yes or no. Numbers like S3 mean statements of the help article, from the
list in docs/article.md.
"""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import ConnectForm, Deadlines, Imported


@runtime_checkable
class ReportsVersion(Protocol):
    """The adapter reads the app's version; pytest's header and the report show the version."""

    def version(self) -> str:
        """Return the app's version, and the platform's version if the platform matters."""


@runtime_checkable
class SavesUnverified(Protocol):
    """The target's form saves the settings without connecting; a job of the app connects later.

    After the verdict `SavedUnverified` bluebar runs the job, and judges the job's verdict.
    """

    def run_job(self) -> tuple[Verdict, str]:
        """Run the job once, and wait until it ends.

        Returns:
            The job's verdict on the connection (`Connected`, `Rejected` or `NoVerdict`), and the
            job's whole output.
        """


@runtime_checkable
class ShowsBanner(Protocol):
    """The target confirms a connection with a bar on top of the page, as in the help article."""

    def banner(self, page: Page) -> Locator:
        """Return a locator for the bar; the page need not show the bar at this moment."""


@runtime_checkable
class ShowsCounts(Protocol):
    """The target shows the numbers of imported contacts and messages."""

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Wait until the account's sync has ended; return the counts that the app shows.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds in which the sync must end.
        """


@runtime_checkable
class ListsAccounts(Protocol):
    """The target lists the connected accounts."""

    def accounts(self, page: Page) -> list[str]:
        """Open the list of accounts; return the address of each account, as shown."""


@runtime_checkable
class ListsContacts(Protocol):
    """The target lists the imported contacts."""

    def contacts(self, page: Page) -> list[str]:
        """Open the list of contacts; return the address of each contact, as shown."""


@runtime_checkable
class ListsMessages(Protocol):
    """The target lists the imported messages."""

    def messages(self, page: Page) -> list[str]:
        """Open the list of messages; return the subject of each message, as shown."""


@runtime_checkable
class SyncsNow(Protocol):
    """A person can start a sync in the target."""

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Start another sync of the account, and wait until it has ended.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds in which the sync must end.

        Returns:
            The counts that the app shows after the sync.
        """


@runtime_checkable
class CanBeEdited(Protocol):
    """A person can change the settings of an account in the target."""

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Open the form in which a person changes the settings of the account at this address."""


@runtime_checkable
class CanBeDisconnected(Protocol):
    """A person can disconnect an account in the target."""

    def disconnect(self, page: Page, address: str) -> None:
        """Disconnect the account at this address, and wait until the app confirms it."""


@runtime_checkable
class ShowsFieldErrors(Protocol):
    """The target shows the error of a field at that field."""

    def field_error(self, field: Locator) -> str:
        """Return the error that the page shows at this control of the connect form, or ""."""


@runtime_checkable
class OffersTheOtherForm(Protocol):
    """The target offers to try "ana" if the server refuses "ana@example.org", and the reverse.

    This is statement S3 in docs/article.md.
    """

    def offer(self, page: Page) -> Locator:
        """Return a locator for the control that accepts the offer.

        The page need not show the control at this moment.
        """


@runtime_checkable
class CanBeCancelled(Protocol):
    """The target shows that it is connecting, and has a Cancel button meanwhile."""

    def trying(self, page: Page) -> Locator:
        """Return a locator for the text that says that the app is connecting.

        The page need not show the text at this moment.
        """

    def cancel(self, page: Page) -> None:
        """Click Cancel, and wait until the app shows the form again."""


@runtime_checkable
class HintsAtPasswords(Protocol):
    """The target shows a hint if a refused password looks pasted, e.g. contains curly quotes."""

    def password_hint(self, page: Page) -> Locator:
        """Return a locator for the hint; the page need not show the hint at this moment."""


@runtime_checkable
class TriesAgain(Protocol):
    """The target shows that a sync failed, and starts the next sync by itself."""

    def sync_problem(self, page: Page, address: str, within: float) -> str:
        """Start a sync of the account, and wait until it has ended.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds in which the sync must end.

        Returns:
            The problem that the app shows at the account; empty if the app shows none.
        """

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Wait until a sync of the account has succeeded, and the account shows no problem.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds in which a sync must succeed.

        Returns:
            The counts that the app shows.

        Raises:
            AppFailure: no sync succeeded in time. The message has the text that the app shows.
        """


@runtime_checkable
class TellsLeftOutFolders(Protocol):
    """The target names the folders of an account that it could not read."""

    def left_out_folders(self, page: Page, address: str) -> str:
        """Open the list of accounts; return the text about folders that could not be read.

        The text is empty if the app names no such folder.
        """


@runtime_checkable
class ShowsAges(Protocol):
    """The target shows times in the help article's words, e.g. "a minute ago" (S16)."""

    def message_ages(self, page: Page) -> Mapping[str, str]:
        """Open the list of messages; return the shown age of each message, by subject."""

    def last_synced(self, page: Page, address: str) -> str:
        """Open the list of accounts; return the age of the account's last sync, as shown."""


@runtime_checkable
class ShowsProgress(Protocol):
    """The target shows the progress of a sync."""

    def is_half_way(self, page: Page, address: str, within: float) -> bool:
        """Wait until a part of the account's sync is done.

        Args:
            page: the user's page.
            address: the account's address.
            within: the seconds to wait.

        Returns:
            True if the sync is still running; False if it has ended already.
        """


@runtime_checkable
class GuardsHosts(Protocol):
    """The target refuses private addresses unless a setting allows them."""

    host_setting: str
    """The name of the setting that allows private addresses, for error messages."""


@runtime_checkable
class TakesSettings(Protocol):
    """The target can be started with other values for some of its settings, if a row needs them."""

    settings: frozenset[str]
    """The names of the settings that bluebar may set."""


@runtime_checkable
class ShipsDeadlines(Protocol):
    """The target runs with short deadlines in tests, and can be started with its default ones."""

    shipped_settings: Mapping[str, str]
    """The settings that start the app with its default deadlines, which apply to its users."""

    shipped_deadlines: Deadlines
    """How long bluebar waits for an app that runs with these settings."""
