"""What a target may have besides, part by part: an adapter has one by having its members.

What a target lacks is `not offered` in the report, never a silent skip. What is *not* here: what
every target has (`protocol`), and what one says of itself by yes or no (`traits`).
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from playwright.sync_api import Locator, Page

from bluebar.e2e.outcome.verdict import Verdict
from bluebar.e2e.protocol.target import AppUser, ConnectForm, Deadlines, Imported
from bluebar.fixtures.inbox.inbox import Inbox, ReceivedMail


@runtime_checkable
class KeepsSession(Protocol):
    """A person signs in to the target by hand, once: `bluebar login`.

    Its tests begin with what the browser kept then; `sign_in` only opens the app.
    """

    signs_in_by_hand: bool
    """An adapter may say False where it has a password to sign in with, e.g. in a CI."""

    def is_signed_in(self, page: Page) -> bool:
        """Say whether the app knows who is there, on the page that `sign_in` leads to."""


@runtime_checkable
class TellsVersion(Protocol):
    """The target's version is known, and stands in headers and reports: findings depend on it."""

    def version(self) -> str:
        """Return the app's version, and that of what it runs on where this counts."""


@runtime_checkable
class SavesUnverified(Protocol):
    """The target's form saves without trying; a job of the app's own tries later.

    Its verdict is then `SavedUnverified`, upon which the job is run, and what that says is judged.
    """

    def run_job(self) -> tuple[Verdict, str]:
        """Run the job once, to its end; return what it tells its operator of the connection.

        Returns:
            `Connected`, `Rejected` or `NoVerdict`, and all that it said.
        """


@runtime_checkable
class ShowsBanner(Protocol):
    """The target confirms a connection with a bar on top, as the article has it."""

    def banner(self, page: Page) -> Locator:
        """Return where the bar stands, whether or not it is there now."""


@runtime_checkable
class ShowsCounts(Protocol):
    """The target shows how much came in."""

    def wait_for_sync(self, page: Page, address: str, within: float) -> Imported:
        """Wait on the account's own place for the end of its sync; return the counts shown."""


@runtime_checkable
class ListsAccounts(Protocol):
    """The target lists what is connected."""

    def accounts(self, page: Page) -> list[str]:
        """Open the account list; return the addresses on it."""


@runtime_checkable
class ListsContacts(Protocol):
    """The target lists the contacts that came in."""

    def contacts(self, page: Page) -> list[str]:
        """Open the contacts; return every address shown, as shown."""


@runtime_checkable
class ListsMessages(Protocol):
    """The target lists the messages that came in."""

    def messages(self, page: Page) -> list[str]:
        """Open the messages; return every subject shown, as shown."""


@runtime_checkable
class SyncsNow(Protocol):
    """The target lets a person ask for a sync."""

    def sync_now(self, page: Page, address: str, within: float) -> Imported:
        """Ask for another sync; wait for its end; return the counts shown."""


@runtime_checkable
class CanBeEdited(Protocol):
    """The target lets a person change the settings of an account."""

    def open_edit_form(self, page: Page, address: str) -> ConnectForm:
        """Open the form in which they are changed."""


@runtime_checkable
class CanBeDisconnected(Protocol):
    """The target lets a person take back what is connected."""

    def disconnect(self, page: Page, address: str) -> None:
        """Disconnect the account and wait until the app says so."""


@runtime_checkable
class TellsFieldErrors(Protocol):
    """The target tells what is wrong with a field at that field."""

    def field_error(self, field: Locator) -> str:
        """Return what is told at this control of the connect form, or empty."""


@runtime_checkable
class OffersTheOtherForm(Protocol):
    """The target offers the other form of the user name when the server refuses one (S3)."""

    def offer(self, page: Page) -> Locator:
        """Return where the offer stands, whether or not it is there now."""


@runtime_checkable
class CanBeCancelled(Protocol):
    """The target says that it is trying, and lets the person give up meanwhile."""

    def trying(self, page: Page) -> Locator:
        """Return where it says so, whether or not it does now."""

    def cancel(self, page: Page) -> None:
        """Give up, and wait until the app has led back."""


@runtime_checkable
class HintsAtPasswords(Protocol):
    """The target says when a refused password looks pasted, e.g. with curly quotes around it."""

    def password_hint(self, page: Page) -> Locator:
        """Return where it says so, whether or not it does now."""


@runtime_checkable
class TriesAgain(Protocol):
    """The target tells when a sync failed, and syncs again by itself when it may work again."""

    def sync_problem(self, page: Page, address: str, within: float) -> str:
        """Ask for a sync; wait for its end; return what the account's own place says went wrong."""

    def wait_for_recovery(self, page: Page, address: str, within: float) -> Imported:
        """Wait there until a sync has gone well and no problem is told; return the counts shown.

        Raises:
            AppFailure: it has not, within so many seconds; told with what is shown instead.
        """


@runtime_checkable
class TellsAges(Protocol):
    """The target tells times as the article's help centre does: "a minute ago" (S16)."""

    def message_ages(self, page: Page) -> Mapping[str, str]:
        """Open the messages; return the age shown for each subject."""

    def last_synced(self, page: Page, address: str) -> str:
        """Open the account list; return how long ago the account synced, in its words."""


@runtime_checkable
class TellsProgress(Protocol):
    """The target shows while it syncs how far it has come."""

    def is_half_way(self, page: Page, address: str, within: float) -> bool:
        """Wait until a part of a sync is done; say False where it has ended."""


@runtime_checkable
class GuardsHosts(Protocol):
    """The target refuses private addresses unless a setting of its own allows them."""

    host_setting: str
    """Its name, for the person whose run it stopped."""


@runtime_checkable
class TakesSettings(Protocol):
    """The target can be started with settings of its own that a row needs, by their names."""

    settings: frozenset[str]


@runtime_checkable
class ShipsDeadlines(Protocol):
    """The target runs with lowered deadlines, and can be run with those it ships with."""

    shipped_settings: Mapping[str, str]
    """The app's own settings under which it goes by these."""

    shipped_deadlines: Deadlines
    """How long bluebar waits then."""


@runtime_checkable
class HasPool(Protocol):
    """The target's users are there already, and each test has some of them for itself."""

    def pool(self) -> Sequence[AppUser]:
        """Return them, in the same order each time, their passwords from the environment.

        Raises:
            pytest.UsageError: one is not there (`bluebar.e2e.targets.env_credentials`).
        """


@runtime_checkable
class CleansUp(Protocol):
    """The target can take back what a test brought to a user of a pool."""

    def clean_up(self, page: Page, address: str) -> None:
        """Disconnect an account, if it is connected, and delete what came from it.

        All people of a test have addresses below a domain label of their own, which is also the
        first one of this account's domain: ana@label.example.org.

        Args:
            page: the app's front page, signed in.
            address: the account's.
        """


@runtime_checkable
class ShowsTotals(Protocol):
    """The target's counts are of all that its user has, not of one account."""

    def totals(self, page: Page) -> Imported:
        """Open the place where they stand; return the counts shown."""


@runtime_checkable
class HasInbox(Protocol):
    """The target brings along the inbox in which its mail to users arrives (fixtures/inbox/)."""

    def inbox(self, address: str) -> Inbox:
        """Open what arrives for an address from now on."""


@runtime_checkable
class SendsSummary(Protocol):
    """The target mails a summary to the sign-in address after the first sync."""

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:
        """Say whether this mail is the summary for that connected address."""

    def summary_counts(self, mail: ReceivedMail) -> Mapping[str, Imported]:
        """Return the counts read in each body: `{"text": …, "html": …}`.

        Raises:
            AppFailure: a body does not hold them in the app's wording.
        """
