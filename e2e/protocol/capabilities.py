"""Capabilities: optional abilities of a target, e.g. to list contacts.

An adapter has a capability by having its members. Rows and tests declare the capabilities that they
use; a row is *not offered* to a target that lacks one. `target` has the members of every target,
`declarations` the capabilities that are a yes or no.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import AppUser, ConnectForm, Deadlines, Imported
from bluebar.fixtures.inbox.inbox import Inbox, ReceivedMail


@runtime_checkable
class KeepsSession(Protocol):
    """A person signs in to the target manually, once: `bluebar login`.

    Tests start with the stored browser session; `sign_in` only opens the app.
    """

    signs_in_by_hand: bool
    """False in an adapter that has a password to sign in with, e.g. in CI."""

    def is_signed_in(self, page: Page) -> bool:
        """Say whether the app shows a signed-in user on the page that `sign_in` opens."""


@runtime_checkable
class ReportsVersion(Protocol):
    """The adapter reads the app's version, which headers and reports show."""

    def version(self) -> str:
        """Return the version of the app, and of its platform if that matters."""


@runtime_checkable
class SavesUnverified(Protocol):
    """The target's form saves without a connection; a job of the app connects later.

    After the verdict `SavedUnverified` bluebar runs the job, and judges the job's verdict.
    """

    def run_job(self) -> tuple[Verdict, str]:
        """Run the job once, to its end; return its verdict on the connection, and its output.

        Returns:
            `Connected`, `Rejected` or `NoVerdict`, and the job's whole output.
        """


@runtime_checkable
class ShowsBanner(Protocol):
    """The target confirms a connection with a bar on top, as in the article."""

    def banner(self, page: Page) -> Locator:
        """Return the place of the bar, whether or not the bar is visible."""


@runtime_checkable
class ShowsCounts(Protocol):
    """The target shows the numbers of imported contacts and messages."""

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Wait for the end of the account's sync; return the counts that the account shows."""


@runtime_checkable
class ListsAccounts(Protocol):
    """The target lists the connected accounts."""

    def accounts(self, page: Page) -> list[str]:
        """Open the list of accounts; return their addresses."""


@runtime_checkable
class ListsContacts(Protocol):
    """The target lists the imported contacts."""

    def contacts(self, page: Page) -> list[str]:
        """Open the contacts; return every address shown, as shown."""


@runtime_checkable
class ListsMessages(Protocol):
    """The target lists the imported messages."""

    def messages(self, page: Page) -> list[str]:
        """Open the messages; return every subject shown, as shown."""


@runtime_checkable
class SyncsNow(Protocol):
    """A person can start a sync in the target."""

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Start another sync; wait for its end; return the counts shown."""


@runtime_checkable
class CanBeEdited(Protocol):
    """A person can change the settings of an account in the target."""

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Open the form to change the account's settings."""


@runtime_checkable
class CanBeDisconnected(Protocol):
    """A person can disconnect an account in the target."""

    def disconnect(self, page: Page, address: str) -> None:
        """Disconnect the account, and wait until the app confirms it."""


@runtime_checkable
class ShowsFieldErrors(Protocol):
    """The target shows the error of a field at that field."""

    def field_error(self, field: Locator) -> str:
        """Return the error shown at this control of the connect form, or an empty text."""


@runtime_checkable
class OffersTheOtherForm(Protocol):
    """The target offers the other form of the user name when the server refuses one (S3)."""

    def offer(self, page: Page) -> Locator:
        """Return the place of the offer, whether or not the offer is visible."""


@runtime_checkable
class CanBeCancelled(Protocol):
    """The target shows that it is connecting, and has a Cancel button meanwhile."""

    def trying(self, page: Page) -> Locator:
        """Return the place of the text, whether or not the text is visible."""

    def cancel(self, page: Page) -> None:
        """Click Cancel, and wait until the app shows the form again."""


@runtime_checkable
class HintsAtPasswords(Protocol):
    """The target gives a hint if a refused password looks pasted, e.g. has curly quotes."""

    def password_hint(self, page: Page) -> Locator:
        """Return the place of the text, whether or not the text is visible."""


@runtime_checkable
class TriesAgain(Protocol):
    """The target shows that a sync failed, and syncs again without help."""

    def sync_problem(self, page: Page, address: str, within: float) -> str:
        """Start a sync; wait for its end; return the problem that the account shows."""

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Wait until a sync succeeds and the account shows no problem; return the counts shown.

        Raises:
            AppFailure: no sync succeeds within these seconds; with the text that is shown.
        """


@runtime_checkable
class ShowsAges(Protocol):
    """The target shows times in the article's words: "a minute ago" (S16)."""

    def message_ages(self, page: Page) -> Mapping[str, str]:
        """Open the messages; return the age shown for each subject."""

    def last_synced(self, page: Page, address: str) -> str:
        """Open the list of accounts; return how long ago the account synced, in the app's words."""


@runtime_checkable
class ShowsProgress(Protocol):
    """The target shows the progress of a sync."""

    def is_half_way(self, page: Page, address: str, within: float) -> bool:
        """Wait until a part of the sync is done; return False if the sync has ended."""


@runtime_checkable
class GuardsHosts(Protocol):
    """The target refuses private addresses unless a setting allows them."""

    host_setting: str
    """Name of the setting, for error messages."""


@runtime_checkable
class TakesSettings(Protocol):
    """The target can be started with settings that a row needs, by the names of settings."""

    settings: frozenset[str]


@runtime_checkable
class ShipsDeadlines(Protocol):
    """The target runs with lowered deadlines, and can be started with its shipped deadlines."""

    shipped_settings: Mapping[str, str]
    """The app's settings for its shipped deadlines."""

    shipped_deadlines: Deadlines
    """bluebar's own deadlines with these settings."""


@runtime_checkable
class HasPool(Protocol):
    """The target's users exist already; each test gets some of them for itself."""

    def pool(self) -> Sequence[AppUser]:
        """Return the users, always in the same order, with passwords from the environment.

        Raises:
            pytest.UsageError: a password is missing (`bluebar.e2e.targets.env_credentials`).
        """


@runtime_checkable
class CleansUp(Protocol):
    """The target can remove the data that a test added to a user of a pool."""

    def clean_up(self, page: Page, address: str) -> None:
        """Disconnect an account, if it is connected, and delete its contacts and messages.

        All people of a test have addresses below one domain label, which is also the first label
        of this account's domain: ana@label.example.org.

        Args:
            page: the app's front page, signed in.
            address: the account's.
        """


@runtime_checkable
class ShowsTotals(Protocol):
    """The target counts all contacts and messages of its user, not of one account."""

    def totals(self, page: Page) -> Imported:
        """Open the page with the counts; return the counts shown."""


@runtime_checkable
class HasInbox(Protocol):
    """The adapter has the inbox that receives the app's mail to users (fixtures/inbox/)."""

    def inbox(self, address: str) -> Inbox:
        """Open an inbox for the mail that arrives at an address from now on."""


@runtime_checkable
class SendsSummary(Protocol):
    """The target mails a summary to the sign-in address after the first sync."""

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:
        """Say whether this mail is the summary for the connected address."""

    def summary_counts(self, mail: ReceivedMail) -> Mapping[str, Imported]:
        """Return the counts in each body: `{"text": …, "html": …}`.

        Raises:
            AppFailure: a body does not have counts in the app's wording.
        """
