"""A user who is signed in to the app in a browser context."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.subjects.baseline import Baseline, listed
from bluebar.fixtures.inbox.inbox import Inbox
from bluebar.reports.record.attempt import Attempt


@dataclass(frozen=True, kw_only=True)
class User:
    """A person who is signed in to the app, in a new browser context."""

    person: AppUser
    page: Page
    inbox: Inbox
    """The inbox that receives the app's mail to this person."""

    target: Target
    attempt: Attempt
    shares_inbox: bool = False
    """Whether the inbox also receives the app's mail to users of other tests."""

    may_be_probed: bool = False
    """Whether a test may search the app for passwords (scenarios/offered_rows.py)."""

    baseline: Baseline = field(default_factory=Baseline, repr=False)
    """The data that the user had before the test; empty unless the user is from a pool."""

    instance: Instance = field(default=Instance(base_url=""))
    """The app as it ran when the user signed in; a row may start the app again later."""

    def new(self, what: str) -> list[str] | None:
        """Open a list of the app, e.g. "contacts", and return the lines that are new in this test.

        Returns:
            The new lines, or None if the app has no such list.
        """
        lines = listed(self.target, self.page, what)
        return None if lines is None else self.baseline.new(what, lines)
