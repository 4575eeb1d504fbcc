"""A scenario: one row of the table of what is staged, what is typed, and what must come of it.

The rows themselves stand in `e2e/scenarios/`, by group. A row is data; it starts nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import pytest

from bluebar.e2e.outcome.verdict import Connected, Verdict
from bluebar.e2e.protocol.capabilities import ShipsDeadlines, TakesSettings
from bluebar.e2e.protocol.declarations import IsOurs
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

Test = TypeVar("Test", bound=Callable[..., Any])
_DECLARED = "_bluebar_rows"


class Group(StrEnum):
    """What a scenario is about, in the order in which a bare `pytest e2e` runs them."""

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
    SECURITY = "security"
    CONTENT = "content"


class Tag(StrEnum):
    """What a row is about besides its group, as a marker to pick rows by: `pytest e2e -m sync`."""

    CERTIFICATES = "certificates"
    CREDENTIALS = "credentials"
    PORTS = "ports"
    TIMEOUTS = "timeouts"
    CONTENT = "content"
    COUNTS = "counts"
    SYNC = "sync"
    ACCOUNT = "account"
    SECURITY = "security"


TAGS_OF_GROUPS = {
    Group.SSL_PORT: Tag.PORTS,
    Group.CERTIFICATES: Tag.CERTIFICATES,
    Group.COUNTS: Tag.COUNTS,
    Group.SUMMARY: Tag.COUNTS,
    Group.ACCOUNT: Tag.ACCOUNT,
    Group.CREDENTIALS: Tag.CREDENTIALS,
    Group.TIMEOUTS: Tag.TIMEOUTS,
    Group.SYNC: Tag.SYNC,
    Group.SECURITY: Tag.SECURITY,
    Group.CONTENT: Tag.CONTENT,
}
"""The marker that every row of a group carries; those of the others name theirs."""


class Route(StrEnum):
    """How the app reaches the mail server."""

    DOOR = "front door"
    STRAIGHT = "straight"
    """GreenMail's own ports, with nothing between."""


class UserName(StrEnum):
    """The two forms of a user name (S2)."""

    WHOLE_ADDRESS = "whole address"
    LOCAL_PART = "what stands before the @"


@dataclass(frozen=True, kw_only=True)
class FormTemplate:
    """What is typed, told relative to what would be right for the mailbox.

    Attributes:
        username: the form typed, or a text with `{address}` and `{local}` for the mailbox's own.
        password: a text with `{password}` for the right one.
        server: a text with `{host}` for the mailbox's host.
        email_address: a text with `{address}`, or `{written_address}` for the one with an
            internationalised domain in letters.
        port: 143 and 993 stand for the route's ports; a text is typed as it is.
        use_ssl: the tick.
    """

    username: str = "{address}"
    password: str = "{password}"
    server: str = "{host}"
    email_address: str = "{address}"
    port: int | str = 993
    use_ssl: bool = True


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One row.

    Attributes:
        id: readable, stable; the test's id and the name in every report.
        group: what it is about.
        why: one sentence for the reader of a report.
        proves: statements of the help article, e.g. ("S12",).
        route: through a front door, or straight.
        door: what the front door does.
        later: what it becomes in the middle of the test, where it does.
        login: the form of the user name that the server takes.
        server_password: the account's password; None for one made for the test.
        typing: what is typed.
        shape: what the mailbox holds.
        same_address: the person signs in to the app with the mailbox's own address.
        expected: what the target must show.
        tolerated: what it may show instead, where that is right, too.
        needs: parts of a target (e2e/protocol/) without which the row is not offered.
        unless: parts of a target with which this is no question, likewise.
        probes_protection: tries to get past a protection of the app: by a downgrade, by characters
            or markup put in between, by an address of its own network, or by looking for
            passwords; run only against your own app, or with `--security`.
        wrong_field: of ConnectForm, at which the refusal must be told.
        settings: the app's settings that this row needs; an app of its own is started for them.
        shipped_deadlines: runs against an app of its own with the deadlines that it ships with.
        mentions: facts that a refusal must tell, e.g. what the server said; `{host}` is the one
            typed, `{yesterday}` and `{tomorrow}` are days.
        failures: numbers of the field's failures that this stages (field_failures.py).
        cited: a public issue where this went wrong for somebody, as project#number
            (e2e/scenarios/citations.py).
        tags: what it is about.
    """

    id: str
    group: Group
    why: str
    proves: tuple[str, ...] = ()
    route: Route = Route.DOOR
    door: FrontDoor = field(default_factory=FrontDoor.usual)
    later: FrontDoor | None = None
    login: UserName = UserName.WHOLE_ADDRESS
    server_password: str | None = None
    typing: FormTemplate = field(default_factory=FormTemplate)
    shape: Shape = field(default_factory=Shape)
    same_address: bool = False
    expected: Verdict = field(default_factory=Connected)
    tolerated: tuple[Verdict, ...] = ()
    needs: tuple[type, ...] = ()
    unless: tuple[type, ...] = ()
    probes_protection: bool = False
    wrong_field: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    shipped_deadlines: bool = False
    mentions: tuple[str, ...] = ()
    failures: tuple[int, ...] = ()
    cited: str = ""
    tags: frozenset[Tag] = frozenset()

    @property
    def needs_an_app_of_its_own(self) -> bool:
        """Say whether the run's shared app will not do for this row."""
        return bool(self.settings) or self.shipped_deadlines

    @property
    def uses(self) -> frozenset[type]:
        """Return the capabilities that this row asks a target for, whatever its test does."""
        return frozenset(
            {
                *self.needs,
                *([IsOurs] if self.probes_protection else []),
                *([TakesSettings] if self.settings else []),
                *([ShipsDeadlines] if self.shipped_deadlines else []),
            }
        )

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        """Return pytest's marks for picking rows with -m."""
        of_group = TAGS_OF_GROUPS.get(self.group)
        tags = self.tags | ({of_group} if of_group else set())
        marks = [getattr(pytest.mark, tag.value) for tag in sorted(tags)]
        if self.proves:
            marks.append(pytest.mark.article)
        if self.shipped_deadlines:
            marks.append(pytest.mark.slow)
        return marks


@dataclass(frozen=True)
class RowsOfTest:
    """The rows that a test runs, and the capabilities of a target that the test may ask for."""

    rows: tuple[Scenario, ...]
    uses: frozenset[type]


def scenarios(*rows: Scenario, uses: Iterable[type] = ()) -> Callable[[Test], Test]:
    """Run a test once for each row; the row is the fixture `scenario`.

    Args:
        rows: the scenarios.
        uses: every capability that the test's steps and expectations ask a target for, so that
            `bluebar check` can estimate what will be judged; `require` holds the suite to it.
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
    """Return what `scenarios` declared for a test function; None for any other function."""
    return getattr(test, _DECLARED, None)
