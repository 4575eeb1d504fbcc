"""The base class of adapters: defaults for most apps.

An adapter need not derive from `Adapter`; it must have the members of `protocol.target.Target`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import reduce
from typing import Literal, TypeVar

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bluebar.e2e.outcome.reading import note_reading
from bluebar.e2e.outcome.verdict import Connected, NoVerdict, Reason, Rejected, Verdict
from bluebar.e2e.protocol.target import AppUser, Deadlines, Instance, Surroundings, Target
from bluebar.e2e.targets.registry import API
from bluebar.fixtures.oracle.counting_rules import CountingRules
from bluebar.mailserver.errors import HarnessError

Meaning = TypeVar("Meaning")

Wording = Sequence[tuple[str, Reason | Verdict]]
"""Texts that an app shows, each with the reason or the verdict that it stands for.

If a message contains several of the texts, one of them counts:

1. If one of these texts is a part of another, only the longer one counts. So "Login failed: limit"
   counts before "Login failed", in any order of the list.
2. Of the others, the first in the list counts, wherever it is in the message. So put a text about
   one cause before a general headline that the app shows above each cause.

A refusal that contains none of the texts is an error of the adapter, because its words may name the
right reason. Add the words with their reason. When the list is complete, add `ANYTHING_ELSE`: any
other text then names no reason, which is a failure of the app."""

ANYTHING_ELSE = ("", Reason.UNSPECIFIED)
"""The entry of a complete `Wording`: all texts without another entry name no reason."""


class NothingToStart(HarnessError):
    """The adapter starts no app, and --base-url is missing."""


class Adapter(Target):
    """The adapter of an app that runs already, and that counts all messages and contacts.

    A derived class adds `name`, `open_connect_form` and `verdict`, and overrides the members that
    differ for its app: sign-in, counting rules, deadlines, or starting the app. By default, users
    are made for each test.
    """

    api = API
    rules = CountingRules()
    deadlines = Deadlines(verdict=75.0, sync=60.0, summary=60.0)
    """In seconds. Many apps wait 60 s for a silent server; `verdict` is longer than this."""

    sharing: Literal["run", "worker", "test"] = "run"
    users: Literal["made", "pool"] = "made"

    def running(self, surroundings: Surroundings) -> AbstractContextManager[Instance]:  # noqa: ARG002
        """Raise an error, because this adapter starts no app.

        Raises:
            NothingToStart: always; use `--base-url` for an app that runs already.
        """
        raise NothingToStart(
            wanted="to start the app under test",
            happened="the adapter does not define `running`, so it cannot start the app",
            where=f"the adapter {type(self).__name__}",
            next_step="start the app, and give its URL, e.g. --base-url https://crm.example",
        )

    def sign_in(self, page: Page, instance: Instance, person: AppUser) -> None:  # noqa: ARG002
        """Open the app's front page without signing in.

        This is enough for an app without sign-in, and for a session that `bluebar login` has saved.
        """
        page.goto(instance.base_url)

    def message(self, page: Page) -> str:
        """Return the text of every alert on the page."""
        return " ".join(page.get_by_role("alert").all_inner_texts())


def wait_visible(*places: Locator, within: float) -> bool:
    """Wait until one of the locators is visible; return False after the time-out.

    Args:
        places: the locators.
        within: the time-out in seconds.
    """
    any_place = reduce(Locator.or_, places)
    try:
        any_place.first.wait_for(timeout=within * 1000)
    except PlaywrightTimeout:
        return False
    return True


def reason_in(text: str, wording: Iterable[tuple[str, Reason]]) -> Reason:
    """Return the reason that a message of the app stands for, by the rules of `Wording`.

    Upper and lower case differ: the message may quote a server, with names of people in it.

    Return `Reason.UNSPECIFIED` if the message contains none of the texts.
    """
    return _meaning_of(text, wording, Reason.UNSPECIFIED, str)


def _meaning_of(
    text: str,
    wording: Iterable[tuple[str, Meaning]],
    otherwise: Meaning,
    fold: Callable[[str], str],
) -> Meaning:
    """Return the meaning of a message by the rules of `Wording`, and note what was read.

    Args:
        text: the message.
        wording: the texts with their meanings.
        otherwise: the meaning of a message that contains none of the texts.
        fold: a function that makes equal what counts as equal, e.g. `str.casefold`.
    """
    found = [(words, meaning) for words, meaning in wording if fold(words) in fold(text)]
    longest = [
        (words, meaning)
        for words, meaning in found
        if not any(fold(words) != fold(other) and fold(words) in fold(other) for other, _ in found)
    ]
    words, meaning = (longest or [("", otherwise)])[0]
    others = dict.fromkeys(
        f"{other!r} ({meant})" for other, meant in longest if str(meant) != str(meaning)
    )
    note_reading(text, words, others, is_unknown=bool(text.strip()) and not found)
    return meaning


def wait_for_verdict(
    *, connected: Locator, refused: Locator, wording: Wording, within: float
) -> Verdict:
    """Wait for the app's confirmation or refusal, and return the verdict.

    If a refusal and a confirmation are both visible, the refusal counts, because the confirmation
    may be a toast about something else. An element for refusals that is visible but has no text
    does not count.

    Args:
        connected: the element that is visible when the mailbox is connected.
        refused: the elements that contain the text of a refusal.
        wording: the texts of refusals with their meanings; `Wording` says which of them counts.
            Upper and lower case count as equal, because a style sheet may change the case.
        within: the time-out in seconds.

    Returns:
        The verdict. It is `Rejected(Reason.UNSPECIFIED)` for a refusal that `wording` does not
        contain, and `NoVerdict` after the time-out.
    """
    refusal = refused.filter(visible=True, has_text=re.compile(r"\S"))
    if not wait_visible(connected.filter(visible=True), refusal, within=within):
        return NoVerdict(within=within)
    if not refusal.count():
        note_reading(" ".join(connected.filter(visible=True).all_inner_texts()))
        return Connected()
    # For a text inside a web component, this text is empty; the verdict is then a refusal, too.
    text = " ".join(refusal.all_inner_texts())
    unspecified: Reason | Verdict = Reason.UNSPECIFIED
    meaning = _meaning_of(text, wording, unspecified, str.casefold)
    return Rejected(meaning) if isinstance(meaning, Reason) else meaning
