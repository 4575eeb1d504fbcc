"""Expect the right texts and controls on the app's pages, e.g. the port, or words for times.

A row about a control or a text is not offered to an app that does not have it. Numbers like S16
mean statements of the help article, from the list in docs/article.md.
"""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotLookedAt, NotOffered
from bluebar.e2e.protocol.capabilities import (
    CanBeCancelled,
    HintsAtPasswords,
    ListsMessages,
    OffersTheOtherForm,
    ShowsAges,
    ShowsFieldErrors,
)
from bluebar.e2e.protocol.capability_checks import has_capability, require
from bluebar.e2e.protocol.declarations import FollowsTheTick, HidesPassword, ShowsFacts
from bluebar.e2e.protocol.form_controls import choose_ssl, control
from bluebar.e2e.protocol.pool import SIGNED_IN
from bluebar.e2e.steps.accepted_input import require_field
from bluebar.e2e.subjects.connection import Connection
from bluebar.e2e.subjects.user import User
from bluebar.fixtures.plan.message_model import INBOX

AGES = (
    (45, r"seconds ago"),
    (90, r"a minute ago"),
    (45 * 60, r"(\d+) minutes ago"),
    (90 * 60, r"an hour ago"),
    (22 * 3600, r"(\d+) hours ago"),
    (36 * 3600, r"a day ago"),
    (10**9, r"(\d+) days ago"),
)
"""The help article's words for ages (S16).

Each pair has an age in seconds, and the words for ages below it as a regular expression: e.g. "a
minute ago" is for ages from 45 s (the pair before) to 90 s.
"""


def expect_facts(connection: Connection) -> None:
    """Expect the text of the refusal to mention the row's facts (`Expectation.must_mention`).

    Facts are e.g. the server's text, both host names, or the day on which a certificate expired.
    """
    mailbox, typed, message = connection.mailbox, connection.typed, connection.message
    if mailbox.scenario.expected.must_mention and not has_capability(
        connection.user.target, ShowsFacts
    ):
        connection.user.attempt.note_not_looked_at("facts")
        return
    for fact in mailbox.scenario.expected.must_mention:
        ways = _ways_to_write(fact.replace("{host}", typed.server.strip()))
        if not any(way.lower() in message.lower() for way in ways):
            raise AppFailure(f"the refusal should mention {ways[0]!r}; it says {message!r}")


def _ways_to_write(fact: str) -> list[str]:
    """Return the texts that count as a mention of a fact; several date formats for a day."""
    days = {"{yesterday}": timedelta(days=-1), "{tomorrow}": timedelta(days=1)}
    if fact not in days:
        return [fact]
    # Midnight may have passed since the certificate was made, so the day before counts, too.
    moments = [datetime.now(UTC) + days[fact] - age for age in (timedelta(), timedelta(minutes=5))]
    return [
        f"{moment:{pattern}}".replace(" 0", " ").removeprefix("0")
        for moment in moments
        for pattern in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y")
    ]


def expect_offer(connection: Connection, other: str) -> None:
    """Expect that the app, when it refuses the login, suggests the other user name (S3).

    Args:
        connection: the refused connection.
        other: the other user name, e.g. "ana" if "ana@example.org" was typed.
    """
    offer = require(connection.user.target, OffersTheOtherForm).offer(connection.user.page)
    text = offer.inner_text() if offer.count() else "nothing"
    if other not in text:
        raise AppFailure(f"the app should offer to try {other!r}; it offers {text!r}")


def expect_port_to_follow_tick(user: User) -> None:
    """Expect the port field to become 993 if SSL is ticked, and 143 if SSL is unticked.

    This holds if the field contains 143 or 993, proposed by the form or typed by a person. Any
    other port stays.
    """
    require(user.target, FollowsTheTick)
    form = user.target.open_connect_form(user.page)
    require_field(user, form, "port")
    require_field(user, form, "use_ssl")
    port = control(form, "port")

    def after(*, typed: str | None, ticked: bool) -> str:
        choose_ssl(form, wanted=not ticked)
        if typed is not None:
            port.fill(typed)
        choose_ssl(form, wanted=ticked)
        return port.input_value()

    steps = (
        # (text typed before the tick changes, the tick, the port expected afterwards)
        (None, False, "143"),
        (None, True, "993"),
        ("143", True, "993"),
        ("993", False, "143"),
        ("143", False, "143"),
        ("993", True, "993"),
        ("10993", False, "10993"),
        ("10143", True, "10143"),
    )
    for typed, ticked, wanted in steps:
        if (found := after(typed=typed, ticked=ticked)) != wanted:
            raise AppFailure(
                f"port {typed or 'not typed'}, then SSL {'ticked' if ticked else 'unticked'}: the "
                f"port should be {wanted}; it is {found}"
            )


def expect_error_at_wrong_field(connection: Connection) -> None:
    """Expect an error at the field with the bad input, and at no other field (S17)."""
    target, form = connection.user.target, connection.form
    if not isinstance(target, ShowsFieldErrors):
        connection.user.attempt.note_not_looked_at("errors at fields")
        return
    names = ("email_address", "username", "password", "server", "port")
    there = [name for name in names if getattr(form, name) is not None]
    told = {name: target.field_error(control(form, name)) for name in there}
    wrong = {name: text for name, text in told.items() if text}
    if wrong.keys() != {connection.mailbox.scenario.expected.wrong_field}:
        raise AppFailure(
            f"only the field {connection.mailbox.scenario.expected.wrong_field} should show an "
            f"error; errors are shown at: {wrong or 'no field'}"
        )


def expect_sign_in_address_filled_in(user: User) -> None:
    """Expect the form to propose the user's sign-in address in its field for an email address.

    Raises:
        NotOffered: the form has no field for an email address, or the adapter does not name the
            person of the browser session.
    """
    if user.person == SIGNED_IN:
        raise NotOffered(
            f"the adapter of {user.target.name} does not say whose session the tests use; let "
            "pool() return this person"
        )
    form = user.target.open_connect_form(user.page)
    if form.email_address is None:
        raise NotOffered(f"{user.target.name}'s form has no field for an email address")
    if (held := control(form, "email_address").input_value()) != user.person.email:
        raise AppFailure(
            f"the form should propose the sign-in address {user.person.email}; the field contains "
            f"{held!r}"
        )


def expect_ages_in_words_of_article(connection: Connection) -> None:
    """Expect the ages of messages and of the last sync in the help article's words (S16)."""
    user = connection.user
    target = require(user.target, ShowsAges)
    before = datetime.now(UTC)
    shown = target.message_ages(user.page)
    after = datetime.now(UTC)
    arrivals = sorted(connection.mailbox.plan.in_folder(INBOX), key=lambda one: one.internal_date)
    # If several messages have the same subject, the app lists the latest: a message that is too old
    # for the counting rules has a later copy with the same subject.
    for message in {one.subject: one for one in arrivals}.values():
        if message.subject not in shown:
            continue
        if message.subject in user.baseline.lists.get("messages", ()):
            raise NotOffered(
                f"this scenario reads the age of the message {message.subject!r}; the app already "
                "had a message with this subject, so the two cannot be told apart"
            )
        # The app computed the age between these two moments, so the words of both are right.
        ages = [(moment - message.internal_date).total_seconds() for moment in (before, after)]
        words = shown[message.subject]
        if words not in {_in_words(age) for age in ages}:
            raise AppFailure(
                f"{message.subject!r} is {ages[0]:.0f} s old: expected {_in_words(ages[0])!r}, "
                f"the app says {words!r}"
            )
    last = target.last_synced(user.page, connection.mailbox.connected_address)
    if last not in ("seconds ago", "a minute ago"):
        raise AppFailure(
            f"the account has just synced, so the app should say 'seconds ago' or 'a minute ago'; "
            f"it says {last!r}"
        )


def _in_words(age: float) -> str:
    units = {"minutes": 60, "hours": 3600, "days": 86400}
    pattern = next(words for limit, words in AGES if age < limit)
    if r"(\d+)" not in pattern:
        return pattern
    unit = pattern.split()[1]
    return pattern.replace(r"(\d+)", str(round(age / units[unit])))


def expect_trying(user: User) -> None:
    """Expect the app to show that it is connecting."""
    expect(require(user.target, CanBeCancelled).trying(user.page)).to_be_visible()


def expect_password_hint(connection: Connection) -> None:
    """Expect the app to give a hint that the refused password looks pasted."""
    hint = require(connection.user.target, HintsAtPasswords).password_hint(connection.user.page)
    if not hint.count():
        raise AppFailure(
            f"the app should hint that the password looks pasted, e.g. has curly quotes; it says "
            f"{connection.message!r}"
        )


def expect_same_words(first: Connection, second: Connection) -> None:
    """Expect two refusals to have the same text: a difference would tell an attacker something."""
    if first.message != second.message:
        raise AppFailure(
            f"two refusals should have the same text, so that an attacker learns nothing; they "
            f"say {first.message!r} and {second.message!r}"
        )


def expect_nothing_executed(connection: Connection) -> None:
    """Expect that the page rendered no part of the mail server's text as HTML."""
    page = connection.user.page
    if page.locator("img[onerror], b:text-is('bold')").count() or page.title() == "taken":
        raise AppFailure(
            "the page should show the server's text as plain text; it rendered the text as HTML: "
            f"{connection.message!r}"
        )


def expect_no_script_run(user: User) -> None:
    """Expect that no script from a message ran on the page that lists the message.

    Raises:
        NotLookedAt: the app lists no messages, so no page showed the message.
    """
    if not isinstance(user.target, ListsMessages):
        raise NotLookedAt(f"{user.target.name} lists no messages")
    if user.page.title() == "taken":
        raise AppFailure(
            f"no script of a message should run in the app; one ran on {user.page.url}"
        )


def expect_no_autofill(user: User) -> None:
    """Expect the form to tell browsers not to fill in the saved user name and password of the app.

    The form does so with the attribute `autocomplete`: https://html.spec.whatwg.org/#autofill

    Raises:
        NotOffered: the field for the password does not have the type "password", and the target
            does not declare that the form hides the password (`HidesPassword`).
    """
    form = user.target.open_connect_form(user.page)
    if (kind := control(form, "password").get_attribute("type")) != "password":
        if has_capability(user.target, HidesPassword):
            raise AppFailure(
                "the form should hide the password while a person types it; the field's type is "
                f"{kind!r}"
            )
        raise NotOffered(
            f"this scenario needs a field of type password; {user.target.name}'s form has none, so "
            "a browser would fill in nothing"
        )
    for field, name in (("username", "user name"), ("password", "password")):
        said = control(form, field).evaluate(
            "element => element.getAttribute('autocomplete') || element.form?.autocomplete || ''"
        )
        if said not in ("off", "new-password", "one-time-code"):
            raise AppFailure(
                f"a browser should not fill its saved sign-in to the app into the field for the "
                f"{name}: its autocomplete should be off, new-password or one-time-code; it is "
                f"{said or 'not set'!r}"
            )
