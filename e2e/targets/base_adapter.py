"""The base class of adapters: defaults for most apps.

An adapter need not derive from `Adapter`; it must have the members of `protocol.target.Target`.
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
from bluebar.e2e.targets.registry import API
from bluebar.fixtures.oracle.counting_rules import CountingRules
from bluebar.mailserver.errors import HarnessError

Wording = Sequence[tuple[str, Reason | Verdict]]
"""Texts of an app, each with its meaning; the first text that is found counts."""


class NothingToStart(HarnessError):
    """The adapter starts no app, and --base-url is missing."""


class Adapter(Target):
    """An app that runs already, counts every message and contact, and creates users on request.

    A derived class adds `name`, `open_connect_form` and `verdict`, and overrides the members that
    differ for its app: sign-in, counting rules, deadlines, or starting the app.
    """

    api = API
    rules = CountingRules()
    deadlines = Deadlines(verdict=75.0, sync=60.0, summary=60.0)
    """More than the 60 s that many apps wait for a silent server."""

    sharing: Literal["run", "worker", "test"] = "run"
    users: Literal["made", "pool"] = "made"

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:  # noqa: ARG002
        """Start nothing.

        Raises:
            NothingToStart: always; use `--base-url` for an app that runs already.
        """
        raise NothingToStart(
            wanted="an app to drive",
            happened="its adapter does not define `running`, so it starts none",
            where=type(self).__name__,
            next_step="pass the address of an app that runs already: --base-url https://crm.example",
        )

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:  # noqa: ARG002
        """Open the app, for apps without sign-in and for saved sessions (`bluebar login`)."""
        page.goto(instance.base_url)

    def message(self, page: Page) -> str:
        """Return the text of every alert on the page."""
        return " ".join(page.get_by_role("alert").all_inner_texts())


def wait_visible(*places: Locator, within: float) -> bool:
    """Wait until one of the locators is visible; return False after the time-out.

    Args:
        places: the locators.
        within: seconds.
    """
    any_place = reduce(Locator.or_, places)
    try:
        any_place.first.wait_for(timeout=within * 1000)
    except PlaywrightTimeout:
        return False
    return True


def reason_in(text: str, wording: Iterable[tuple[str, Reason]]) -> Reason:
    """Return the reason of the first wording in the text, or `Reason.UNSPECIFIED`."""
    return next((reason for words, reason in wording if words in text), Reason.UNSPECIFIED)


def wait_for_verdict(
    *, connected: Locator, refused: Locator, wording: Wording, within: float
) -> Verdict:
    """Wait for the app's confirmation or refusal, and return the verdict.

    A refusal counts also beside a confirmation, which may be a toast about something else. A
    visible but empty refusal does not count.

    Args:
        connected: is visible when the mailbox is connected.
        refused: contains the refusal.
        wording: compared without regard to case, because a style sheet may change the case.
        within: seconds.

    Returns:
        `Rejected(unspecified)` for a refusal in another wording.
    """
    refusal = refused.filter(visible=True, has_text=re.compile(r"\S"))
    if not wait_visible(connected.filter(visible=True), refusal, within=within):
        return NoVerdict(within=within)
    if not refusal.count():
        return Connected()
    # The text is empty if it is inside a web component; it is a refusal all the same.
    text = " ".join(refusal.all_inner_texts())
    meanings = (each for words, each in wording if words.casefold() in text.casefold())
    meaning = next(meanings, Reason.UNSPECIFIED)
    return Rejected(meaning) if isinstance(meaning, Reason) else meaning
