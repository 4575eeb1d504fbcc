"""Capabilities that are about users: their sessions, their data, and the app's mail to them.

The module `capabilities` has a target's other capabilities.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import AppUser, Imported, Instance
from bluebar.fixtures.inbox.inbox import Inbox
from bluebar.fixtures.inbox.received_mail import ReceivedMail


@runtime_checkable
class KeepsSession(Protocol):
    """A person signs in to the target once, by hand, with the command `bluebar login`.

    The command stores the browser session. Tests start with this session, and `sign_in` only opens
    the app.
    """

    signs_in_by_hand: bool
    """False if the adapter signs in with a password in each test."""

    def is_signed_in(self, page: Page) -> bool:
        """Say whether the app shows a signed-in user on the page that `sign_in` opens."""


@runtime_checkable
class RenewsSession(Protocol):
    """The adapter signs one person in without a window, once for all tests, e.g. by TOTP.

    bluebar stores the browser session, and renews it when it has ended. Tests start with this
    session, and `sign_in` only opens the app.
    """

    def renew_session(self, page: Page, instance: Instance) -> None:
        """Sign in on a page without cookies, or by requests with `page.request`."""

    def is_signed_in(self, page: Page) -> bool:
        """Say whether the app shows a signed-in user on the page that `sign_in` opens."""


@runtime_checkable
class HasPool(Protocol):
    """The target's users exist before the run; each test takes one or more for itself."""

    def pool(self) -> Sequence[AppUser]:
        """Return the users of the pool, always in the same order.

        Passwords come from environment variables: `from_environment` of `bluebar.api`.

        Raises:
            pytest.UsageError: a user's password is missing.
        """


@runtime_checkable
class CleansUp(Protocol):
    """The target can remove the data that a test added to a user of the pool (`HasPool`)."""

    def clean_up(self, page: Page, address: str) -> None:
        """Disconnect the account if it is connected, and delete its contacts and messages.

        The domains of all addresses of a test begin with the same label, so an adapter can find the
        test's contacts: with the account ana@t12.example.org, a contact is bob@t12.example.net.

        Args:
            page: the app's front page, on which the user is signed in.
            address: the account's address.
        """


@runtime_checkable
class ShowsTotals(Protocol):
    """The target shows the counts of all contacts and messages of a user, not of one account."""

    def totals(self, page: Page) -> Imported:
        """Open the page with the counts of contacts and messages; return the counts."""


@runtime_checkable
class HasInbox(Protocol):
    """The adapter can read the inbox in which the app's mail to users arrives (fixtures/inbox/)."""

    def inbox(self, address: str) -> Inbox:
        """Return the inbox of an address; the inbox contains only mail that arrives from now on."""


@runtime_checkable
class SendsSummary(Protocol):
    """The target sends a summary email to the user's sign-in address after the first sync."""

    def is_summary(self, mail: ReceivedMail, address: str) -> bool:
        """Say whether this mail is the summary for the connected address."""

    def summary_counts(self, mail: ReceivedMail) -> Mapping[str, Imported]:
        """Return the counts in each body of the summary: `{"text": …, "html": …}`.

        Raises:
            AppFailure: a body does not contain the counts in the app's wording.
        """
