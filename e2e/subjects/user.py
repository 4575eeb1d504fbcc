"""A user of the app, signed in, in a browser context."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import AppUser, Target
from bluebar.e2e.subjects.baseline import Baseline, listed
from bluebar.fixtures.inbox.inbox import Inbox
from bluebar.reports.record.attempt import Attempt


@dataclass(frozen=True, kw_only=True)
class User:
    """A person who is signed in to the app, in a browser context of their own."""

    person: AppUser
    page: Page
    inbox: Inbox
    """Where the app's mail to this person arrives."""

    target: Target
    attempt: Attempt
    shares_inbox: bool = False
    """Whether mail of other tests arrives there too."""

    may_be_probed: bool = False
    """Whether passwords may be looked for in the app (`bluebar.e2e.scenarios.offered_rows`)."""

    before: Baseline = field(default_factory=Baseline, repr=False)
    """What others left behind; nothing, unless the person is from a pool."""

    def new(self, what: str) -> list[str] | None:
        """Return what the app lists of this test, e.g. its "contacts"; None where it lists none."""
        lines = listed(self.target, self.page, what)
        return None if lines is None else self.before.new(what, lines)
