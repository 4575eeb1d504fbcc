"""How a trial calls each method of a capability, and what should come of the call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from playwright.sync_api import Locator, Page

from bluebar.e2e.protocol.list_capabilities import ListPage
from bluebar.e2e.protocol.target import AppUser, ConnectForm, Imported, Instance, Target
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.trial.form_trial import controls_of
from bluebar.fixtures.inbox.received_mail import ReceivedMail

SHOWN = 3
"""The number of lines of a list that the output names."""

LONGEST = 60
"""The number of characters of a text that the output shows."""


class Stage(Enum):
    """How far a trial has come when a method is called."""

    FORM = 1
    """The form is open."""

    SIGNED_IN = 2
    """A user is signed in to the app."""

    CONNECTED = 3
    """A mailbox is connected."""


@dataclass
class Situation:
    """What the methods of an adapter are called with.

    Attributes:
        target: the adapter.
        page: the user's page.
        instance: the running app.
        person: the user.
        form: the connect form; None if it could not be opened.
        connection: the connected mailbox; None before one is connected.
        summary: the summary email, once it has been found.
    """

    target: Target
    page: Page
    instance: Instance
    person: AppUser
    form: ConnectForm | None = None
    connection: Connection | None = None
    summary: ReceivedMail | None = None

    @property
    def address(self) -> str:
        """Return the address of the connected mailbox. Only for the stage CONNECTED."""
        assert self.connection is not None
        return self.connection.mailbox.connected_address


Judge = Callable[[Any, Situation], str]
"""A function that returns how a result differs from what is expected; empty if it does not."""


def _as_expected(_: Any, __: Situation) -> str:
    return ""


Arguments = Callable[[Situation], tuple[object, ...]]
"""A function that returns the arguments of a call."""


@dataclass(frozen=True)
class PartCall:
    """A call of a method in a trial.

    Attributes:
        method: the name of the method.
        stage: the earliest stage at which the method can be called.
        arguments: a function that returns the arguments.
        judge: a function that compares the result with what is expected.
    """

    method: str
    stage: Stage
    arguments: Arguments
    judge: Judge = _as_expected

    def __call__(self, situation: Situation) -> object:
        """Call the method of the situation's adapter."""
        return getattr(situation.target, self.method)(*self.arguments(situation))


def _none(_: Situation) -> tuple[object, ...]:
    return ()


def _page(situation: Situation) -> tuple[object, ...]:
    return (situation.page,)


def _address(situation: Situation) -> tuple[object, ...]:
    return situation.page, situation.address


def _sync(situation: Situation) -> tuple[object, ...]:
    return situation.page, situation.address, situation.target.deadlines.sync


def _instance(situation: Situation) -> tuple[object, ...]:
    return situation.instance, datetime.now(UTC)


def _email(situation: Situation) -> tuple[object, ...]:
    return (situation.person.email,)


def _field(situation: Situation) -> tuple[object, ...]:
    assert situation.form is not None
    return (situation.form.username,)


def _mail(situation: Situation) -> tuple[object, ...]:
    return (_find_summary(situation),)


def _mail_and_address(situation: Situation) -> tuple[object, ...]:
    return _find_summary(situation), situation.address


def _counts(shown: Imported, situation: Situation) -> str:
    """Compare counts with those that the adapter's counting rules give."""
    if situation.connection is None:
        return ""
    expected = situation.connection.expected
    new = situation.connection.user.baseline.new_counts(shown)
    wanted = {"contacts": len(expected.contacts), "messages": len(expected.messages)}
    wrong = [
        f"{count} {what}, where the adapter's rules count {wanted[what]}"
        for what, count in (("contacts", new.contacts), ("messages", new.messages))
        if count is not None and count != wanted[what]
    ]
    return " and ".join(wrong)


def _account_once(shown: list[str], situation: Situation) -> str:
    if situation.connection is None or shown.count(situation.address) == 1:
        return ""
    return f"the connected address {situation.address} is not on the list once"


def _same_list(what: str) -> Judge:
    """Return a function that compares a list of contacts or messages with the expected ones."""

    def judge(shown: list[str], situation: Situation) -> str:
        if situation.connection is None:
            return ""
        lines = situation.connection.user.baseline.new(what, shown)
        found = situation.connection.expected.difference(**{_COMPARED[what]: lines})
        return f"not as the adapter's rules count: {found}" if found else ""

    return judge


_COMPARED = {"contacts": "contacts", "messages": "subjects"}


def _nothing(shown: object, _: Situation) -> str:
    return f"a healthy mail server, but a problem: {shown}" if shown else ""


def _one_control_each(form: ConnectForm, _: Situation) -> str:
    """Say which controls of the edit form are missing; it need not have the email address."""
    there = {name: it.count() for name, it in controls_of(form).items() if name != "email address"}
    wrong = [f"{name} ({count})" for name, count in there.items() if count != 1]
    return f"these locators do not find one control: {', '.join(wrong)}" if wrong else ""


def _one(found: Locator, _: Situation) -> str:
    return "" if found.count() == 1 else f"the locator finds {found.count()} elements"


def _account_gone(_: object, situation: Situation) -> str:
    lists = getattr(situation.target, "accounts", None)
    if lists is None or situation.address not in lists(situation.page):
        return ""
    return f"{situation.address} is still on the list of accounts"


def _find_summary(situation: Situation) -> ReceivedMail:
    """Wait for the summary, and keep it for the next call.

    Raises:
        LookupError: no mail came for which `is_summary` is true.
    """
    target: Any = situation.target
    assert situation.connection is not None
    inbox, within = situation.connection.user.inbox, target.deadlines.summary
    situation.summary = situation.summary or inbox.wait_for(
        lambda mail: target.is_summary(mail, situation.address),
        what=f"the summary for {situation.address}",
        within=within,
    )
    if situation.summary is None:
        came = [mail.subject for mail in inbox.all()]
        raise LookupError(f"is_summary is true for no mail in {within:g} s; came: {came or 'none'}")
    return situation.summary


PARTS = (
    PartCall("version", Stage.FORM, _none),
    PartCall("logs", Stage.FORM, _instance),
    PartCall("inbox", Stage.FORM, _email),
    PartCall("banner", Stage.FORM, _page),
    PartCall("offer", Stage.FORM, _page),
    PartCall("trying", Stage.FORM, _page),
    PartCall("password_hint", Stage.FORM, _page),
    PartCall("field_error", Stage.FORM, _field),
    PartCall("wait_for_sync", Stage.CONNECTED, _sync, _counts),
    PartCall("accounts", Stage.SIGNED_IN, _page, _account_once),
    PartCall("contacts", Stage.SIGNED_IN, _page, _same_list("contacts")),
    PartCall("messages", Stage.SIGNED_IN, _page, _same_list("messages")),
    PartCall("contact_pages", Stage.SIGNED_IN, _page),
    PartCall("message_pages", Stage.SIGNED_IN, _page),
    PartCall("totals", Stage.SIGNED_IN, _page, _counts),
    PartCall("message_ages", Stage.SIGNED_IN, _page),
    PartCall("last_synced", Stage.CONNECTED, _address),
    PartCall("left_out_folders", Stage.CONNECTED, _address, _nothing),
    PartCall("shown_connection", Stage.CONNECTED, _address),
    PartCall("sync_now", Stage.CONNECTED, _sync, _counts),
    PartCall("sync_problem", Stage.CONNECTED, _sync, _nothing),
    PartCall("sync_reason", Stage.CONNECTED, _sync, _nothing),
    PartCall("wait_for_recovery", Stage.CONNECTED, _sync, _counts),
    PartCall("is_half_way", Stage.CONNECTED, _sync),
    PartCall("is_summary", Stage.CONNECTED, _mail_and_address),
    PartCall("summary_counts", Stage.CONNECTED, _mail),
    PartCall("summary_facts", Stage.CONNECTED, _mail),
    PartCall("disconnect_warning", Stage.CONNECTED, _address),
    PartCall("open_edit_form", Stage.CONNECTED, _address, _one_control_each),
    PartCall("ask_to_disconnect", Stage.CONNECTED, _address, _one),
    PartCall("disconnect", Stage.CONNECTED, _address, _account_gone),
)
"""The calls of a trial, in the order in which a trial makes them."""

AT_SIGN_IN = ("pool", "is_signed_in")
"""Methods that every trial calls when it signs a user in."""

AT_CONNECT = ("arrange", "run_job", "clean_up")
"""Methods that a trial calls before Connect, after Connect, and at the end."""

NEVER_TRIED: Mapping[str, str] = {
    "cancel": "it needs a mail server that answers late",
    "renew_session": "only without a session; `bluebar login --renew` tries it",
}
"""Methods that no trial calls, and why."""


def in_words(value: object) -> str:
    """Return a short text for a result, e.g. the number of lines of a list and the first ones."""
    if isinstance(value, Locator):
        return f"it finds {value.count()} now"
    if isinstance(value, ConnectForm):
        return ", ".join(controls_of(value))
    if isinstance(value, Mapping):
        return _lines([f"{name}: {_short(each)}" for name, each in value.items()])
    if isinstance(value, list | tuple):
        pages = [each for each in value if isinstance(each, ListPage)]
        rows = [f"{len(each.rows)} rows, count {each.count}" for each in pages]
        return _lines(rows or [_short(each) for each in value])
    return _short(value)


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _lines(lines: list[str]) -> str:
    more = ", …" if len(lines) > SHOWN else ""
    return f"{len(lines)} in it: {', '.join(lines[:SHOWN])}{more}" if lines else "empty"
