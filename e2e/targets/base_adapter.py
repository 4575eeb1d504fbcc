"""What most adapters have in common, so that one says only how its app differs.

To derive from `Adapter` is a help, no duty: what a target must have stands in `protocol.Target`.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from functools import reduce
from typing import Literal

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import AppUser, Deadlines, Instance, Surroundings, Target
from bluebar.fixtures.oracle.counting_rules import CountingRules
from bluebar.mailserver.errors import HarnessError

Wording = Sequence[tuple[str, Reason | Verdict]]
"""An app's words, and what each stands for; the first that is found counts."""


class NothingToStart(HarnessError):
    """The adapter starts no app, and none was named."""


class Adapter(Target):
    """An app that runs already, counts everything, and lets users be made as they come.

    Derived from it, an adapter adds `name`, `open_connect_form` and `verdict`, and whatever of the
    rest is otherwise: who signs in how, the rules, the deadlines, how the app is started.
    """

    api = 2
    rules = CountingRules()
    deadlines = Deadlines(verdict=75.0, sync=60.0, summary=60.0)
    """Above the minute that many apps give a silent server."""

    sharing: Literal["run", "worker", "test"] = "run"
    users: Literal["made", "pool"] = "made"

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:  # noqa: ARG002
        """Start nothing.

        Raises:
            NothingToStart: always; `--base-url` names an app that runs.
        """
        raise NothingToStart(
            wanted="an app to drive",
            happened="its adapter starts none: it has no `running` of its own",
            where=type(self).__name__,
            next_step="name one that runs already: --base-url https://crm.example",
        )

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:  # noqa: ARG002
        """Open the app, where that is enough: nobody signs in to it, or somebody has by hand."""
        page.goto(instance.base_url)

    def message(self, page: Page) -> str:
        """Return the words of every alert on the page."""
        return " ".join(page.get_by_role("alert").all_inner_texts())


def wait_visible(*places: Locator, within: float) -> bool:
    """Wait until something is seen in one of these places; say whether it was in time.

    Args:
        places: the first that is seen ends the waiting.
        within: seconds.
    """
    either = reduce(Locator.or_, places)
    try:
        either.first.wait_for(timeout=within * 1000)
    except PlaywrightTimeout:
        return False
    return True


def reason_in(said: str, wording: Iterable[tuple[str, Reason]]) -> Reason:
    """Return the reason of the first words that are said; unspecified for others."""
    return next((reason for words, reason in wording if words in said), Reason.UNSPECIFIED)


def wait_for_verdict(
    *, connected: Locator, refused: Locator, wording: Wording, within: float
) -> Verdict:
    """Wait for what an app says in one of two places, and tell what it stands for.

    A refusal counts even beside a confirmation: that may be a toast about something else. A place
    that is there but empty says nothing yet.

    Args:
        connected: what is to be seen once the mailbox is connected.
        refused: where it says why not.
        wording: compared in upper and lower case alike, because a style sheet may change it.
        within: seconds.

    Returns:
        `Rejected(unspecified)` for a refusal in other words.
    """
    refusal = refused.filter(visible=True, has_text=re.compile(r"\S"))
    if not wait_visible(connected.filter(visible=True), refusal, within=within):
        return NoVerdict(within=within)
    if not refusal.count():
        return Connected()
    # Empty where the words stand inside a component: whatever they are, it is no confirmation.
    said = " ".join(refusal.all_inner_texts())
    meant = (what for words, what in wording if words.casefold() in said.casefold())
    what = next(meant, Reason.UNSPECIFIED)
    return Rejected(what) if isinstance(what, Reason) else what
