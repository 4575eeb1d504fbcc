"""Rows about the words for ages (S16), near the borders of the words and between whole units.

The ages are those of messages when the mailbox is made. The app shows them some seconds later, so
an age just before a border may be shown by the words of either side.
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
        "Ages between two whole numbers are rounded to the nearer one, not cut off.",
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
        "Just before and just after each border the words are those of the article, singular too.",
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
