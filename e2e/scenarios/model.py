"""The model of a scenario (a row): a front door, a mailbox, the form's input, the expected verdict.

The front door is the proxy between app and mail server. The rows are in the other modules of this
folder, by group. A row is data and starts nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import pytest

from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected, Verdict
from bluebar.e2e.protocol.capabilities import ShipsDeadlines, TakesSettings
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

Test = TypeVar("Test", bound=Callable[..., Any])
_DECLARED = "_bluebar_rows"


class Group(StrEnum):
    """The groups of scenarios by subject, in the order in which `pytest e2e` runs them."""

    ARTICLE = "article"
    SSL_PORT = "ssl-port"
    CERTIFICATES = "certificates"
    COUNTS = "counts"
    SUMMARY = "summary"
    ACCOUNT = "account"
    REFUSALS = "refusals"
    CREDENTIALS = "credentials"
    TIMEOUTS = "timeouts"
    SYNC = "sync"
    SERVERS = "servers"
    SECURITY = "security"
    CONTENT = "content"
    SHOWN = "shown"


class Tag(StrEnum):
    """A subject of a row, which is also a pytest marker to select rows: `pytest e2e -m sync`."""

    SSL_PORT = "ssl-port"
    PORTS = "ports"
    CERTIFICATES = "certificates"
    COUNTS = "counts"
    SUMMARY = "summary"
    ACCOUNT = "account"
    LIFE = "life"
    REFUSALS = "refusals"
    CREDENTIALS = "credentials"
    TIMEOUTS = "timeouts"
    SYNC = "sync"
    SERVERS = "servers"
    SECURITY = "security"
    CONTENT = "content"
    HEADERS = "headers"
    SHOWN = "shown"
    WIRE = "wire"
    """Rows in which the front door's record decides, not the page."""


WIDER_TAGS = {Group.SSL_PORT: frozenset({Tag.PORTS}), Group.SUMMARY: frozenset({Tag.COUNTS})}


def tags_of(group: Group) -> frozenset[Tag]:
    """Return the markers of every row of a group: its name, and perhaps a wider subject.

    None for the group of the help article: a row that proves one of its statements has the marker
    `article`, in whatever group.
    """
    if group is Group.ARTICLE:
        return frozenset()
    return WIDER_TAGS.get(group, frozenset()) | {Tag(group.value)}


class Route(StrEnum):
    """How the app reaches the mail server."""

    DOOR = "front door"
    STRAIGHT = "straight"
    """The app connects to the ports of the mail server, without a front door."""


class UserName(StrEnum):
    """The two forms of a user name (S2)."""

    WHOLE_ADDRESS = "whole address"
    LOCAL_PART = "the part before the @"


@dataclass(frozen=True, kw_only=True)
class FormTemplate:
    """The input that a row types into the form, with placeholders for values of the mailbox.

    Attributes:
        username: the user name; `{address}` is the mailbox's address, `{local}` its part before
            the @.
        password: the password; `{password}` is the account's password.
        server: the server; `{host}` is the host of the mailbox.
        email_address: the email address; `{address}` is the mailbox's address, and
            `{written_address}` the same address with its domain in Unicode instead of ASCII.
        port: the port. A number, e.g. 143 or 993, is replaced by the real port at which the front
            door listens for this number, if there is one. A text is typed unchanged.
        use_ssl: whether SSL is ticked.
    """

    username: str = "{address}"
    password: str = "{password}"
    server: str = "{host}"
    email_address: str = "{address}"
    port: int | str = 993
    use_ssl: bool = True


@dataclass(frozen=True, kw_only=True)
class MailboxTemplate:
    """The mailbox that a row connects.

    Attributes:
        shape: the kinds and numbers of messages in the mailbox.
        login: the form of the user name that the server accepts.
        password: the account's password; None if bluebar chooses one.
        same_address: whether the person signs in to the app with the address of the mailbox.
    """

    shape: Shape = field(default_factory=Shape)
    login: UserName = UserName.WHOLE_ADDRESS
    password: str | None = None
    same_address: bool = False


SINGLE = MailboxTemplate(shape=Shape.single())
"""A mailbox with one contact and one message."""


@dataclass(frozen=True)
class Expectation:
    """What the target must show.

    Attributes:
        verdict: the expected verdict.
        tolerated: other verdicts that are right, too.
        wrong_field: the field with the bad input, by attribute of `ConnectForm`, at which the
            target must show the refusal; empty if no field has bad input.
        must_mention: facts that the refusal must mention, e.g. the server's text; `{host}` is the
            host that was typed, `{yesterday}` and `{tomorrow}` are days.
    """

    verdict: Verdict = field(default_factory=Connected)
    tolerated: tuple[Verdict, ...] = field(default=(), kw_only=True)
    wrong_field: str = field(default="", kw_only=True)
    must_mention: tuple[str, ...] = field(default=(), kw_only=True)


def refused(
    reason: Reason,
    *,
    tolerated: tuple[Verdict, ...] = (),
    wrong_field: str = "",
    must_mention: tuple[str, ...] = (),
) -> Expectation:
    """Return the expectation that the target refuses for this reason; see `Expectation`."""
    return Expectation(
        Rejected(reason), tolerated=tolerated, wrong_field=wrong_field, must_mention=must_mention
    )


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """The targets to which a row is offered, and the way in which the app is started.

    Attributes:
        requires: capabilities (e2e/protocol/). The row is offered to a target that has all of them.
        skip_if_supports: capabilities. The row is not offered to a target that has one of them.
        probes_protection: whether the row tries to get past a protection of the app: by a
            downgrade of TLS, by inserted characters or markup, by an address of the app's own
            network, or by a search for passwords. Such a row runs only against your own app, or
            with `--security`.
        settings: names and values of the app's settings that the row needs. If there are any, an
            app is started for the row.
        shipped_deadlines: whether an app is started for the row with the app's default deadlines,
            which are longer than those of other tests.
    """

    requires: tuple[type, ...] = ()
    skip_if_supports: tuple[type, ...] = ()
    probes_protection: bool = False
    settings: tuple[tuple[str, str], ...] = ()
    shipped_deadlines: bool = False

    @property
    def needs_own_app(self) -> bool:
        """Say whether an app must be started for the row alone."""
        return bool(self.settings) or self.shipped_deadlines

    @property
    def uses(self) -> frozenset[type]:
        """Return the capabilities that a target must have before the row's test is run."""
        return frozenset(
            {
                *self.requires,
                *([IsOurs] if self.probes_protection else []),
                *([TakesSettings] if self.settings else []),
                *([ShipsDeadlines] if self.shipped_deadlines else []),
            }
        )


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The sources of a row: the help article, and failures of real apps.

    Attributes:
        proves: the statements of the help article that the row proves, e.g. ("S12",), by their
            numbers in docs/article.md.
        failures: the numbers of the failures that the row reproduces (field_failures.py).
        cited: a public issue about such a failure, as project#number (citations.py).
    """

    proves: tuple[str, ...] = ()
    failures: tuple[int, ...] = ()
    cited: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One row of the table of scenarios.

    Attributes:
        id: the row's name in the test's id and in every report; readable, and never changed.
        group: the subject of the row.
        why: one sentence that tells the reader of a report what the row checks.
        route: the way of the app to the mail server: through a front door, or straight.
        door: the front door's configuration.
        later: the front door's configuration after a change during the test; None for no change.
        mailbox: the account and its mail.
        form: the input that is typed into the form.
        expected: what the target must show.
        conditions: which targets the row is offered to, and how the app is started.
        sources: the statements, failures and issues on which the row is based.
        tags: further subjects of the row, each a pytest marker.
    """

    id: str
    group: Group
    why: str
    route: Route = Route.DOOR
    door: FrontDoor = field(default_factory=FrontDoor.usual)
    later: FrontDoor | None = None
    mailbox: MailboxTemplate = field(default_factory=MailboxTemplate)
    form: FormTemplate = field(default_factory=FormTemplate)
    expected: Expectation = field(default_factory=Expectation)
    conditions: Conditions = field(default_factory=Conditions)
    sources: Sources = field(default_factory=Sources)
    tags: frozenset[Tag] = frozenset()

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        """Return the pytest markers of the row, with which `pytest -m` selects rows."""
        tags = self.tags | tags_of(self.group)
        marks = [getattr(pytest.mark, tag.value) for tag in sorted(tags)]
        if self.sources.proves:
            marks.append(pytest.mark.article)
        if self.conditions.shipped_deadlines:
            marks.append(pytest.mark.slow)
        return marks


@dataclass(frozen=True)
class RowsOfTest:
    """The rows that a test runs, and the capabilities of a target that the test may ask for."""

    rows: tuple[Scenario, ...]
    uses: frozenset[type]


def scenarios(*rows: Scenario, uses: Iterable[type] = ()) -> Callable[[Test], Test]:
    """Return a decorator that runs a test once for each row; the test gets the row as `scenario`.

    Args:
        rows: the scenarios.
        uses: every capability that the test's steps and expectations require of a target.
            `bluebar check` uses them to count the rows that will judge a target. In bluebar's own
            suite, `require` raises for any other capability.
    """
    parametrized = pytest.mark.parametrize(
        "scenario", [pytest.param(row, id=row.id, marks=row.marks) for row in rows]
    )

    def declare(test: Test) -> Test:
        setattr(test, _DECLARED, RowsOfTest(rows, frozenset(uses)))
        parametrized(test)
        return test

    return declare


def rows_of_test(test: object) -> RowsOfTest | None:
    """Return what `scenarios` declared for a test function; None if it declared nothing."""
    return getattr(test, _DECLARED, None)
