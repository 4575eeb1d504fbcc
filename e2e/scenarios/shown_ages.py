"""Rows about the help article's words for ages (S16), e.g. "a minute ago".

Some ages are near a border, where the words change; some are between two whole units. An age is
that of a message when the mailbox is made. The app shows the age some seconds later, so for an age
just before a border the words of both sides are right.
"""

from bluebar.e2e.protocol.capabilities import ShowsAges
from bluebar.e2e.scenarios.model import Conditions, Group, MailboxTemplate, Scenario, Tag
from bluebar.fixtures.plan.plan import Shape

MINUTE, HOUR, DAY = 60, 3600, 86400


def _aged(name: str, why: str, *seconds: float) -> Scenario:
    return Scenario(
        id=f"shown/ages/{name}",
        group=Group.SHOWN,
        why=why,
        mailbox=MailboxTemplate(shape=Shape.dated(seconds)),
        conditions=Conditions(requires=(ShowsAges,)),
        tags=frozenset({Tag.CONTENT}),
    )


AGES = (
    _aged(
        "between-whole-units",
        "An age between two whole numbers is rounded to the nearer one, e.g. 1.8 hours to 2.",
        1.8 * MINUTE,
        2.2 * MINUTE,
        2.8 * MINUTE,
        17.8 * MINUTE,
        1.8 * HOUR,
        2.7 * HOUR,
        10.8 * HOUR,
        1.8 * DAY,
        2.7 * DAY,
        40.8 * DAY,
    ),
    _aged(
        "at-the-borders",
        "Ages near a border between two words have the help article's words, e.g. 'an hour ago'.",
        43,
        47,
        59,
        60,
        88,
        92,
        44.9 * MINUTE,
        45.1 * MINUTE,
        59.9 * MINUTE,
        89.9 * MINUTE,
        90.1 * MINUTE,
        21.99 * HOUR,
        22.01 * HOUR,
        23.99 * HOUR,
        35.99 * HOUR,
        36.01 * HOUR,
    ),
)

ROWS = AGES
