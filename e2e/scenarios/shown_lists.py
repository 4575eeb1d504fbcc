"""Rows about names, senders, dates and pages in the app's lists of contacts and messages."""

from bluebar.e2e.protocol.list_capabilities import ShowsNames, ShowsSenders
from bluebar.e2e.scenarios.model import Conditions, Group, MailboxTemplate, Scenario, Tag
from bluebar.fixtures.plan.plan import Shape

PAGE_ROWS = 10
"""The number of entries on a page of a list, in scenarios about lists of several pages."""

NAMES = Scenario(
    id="shown/names/several-for-one-contact",
    group=Group.SHOWN,
    why="Mail gives contacts odd names, several names or none: each is listed with the right one.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, names=True)),
    conditions=Conditions(requires=(ShowsNames,)),
    tags=frozenset({Tag.COUNTS}),
)

SENDERS = Scenario(
    id="shown/senders-and-dates",
    group=Group.SHOWN,
    why="Each message is listed with its own sender and with the time at which it was received.",
    conditions=Conditions(requires=(ShowsSenders,)),
    tags=frozenset({Tag.COUNTS}),
)


def _paged(name: str, why: str, messages: int) -> Scenario:
    return Scenario(
        id=f"shown/pages/{name}",
        group=Group.SHOWN,
        why=why,
        mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=messages)),
        conditions=Conditions(
            requires=(ShowsNames, ShowsSenders), settings=(("PAGE_ROWS", str(PAGE_ROWS)),)
        ),
        tags=frozenset({Tag.COUNTS}),
    )


PAGES = (
    _paged(
        "last-page-full",
        "Lists that fill two pages exactly have no third page, and no entry is missing.",
        2 * PAGE_ROWS,
    ),
    _paged(
        "last-page-of-one",
        "Lists with one entry more than two pages have a third page, and no entry appears twice.",
        2 * PAGE_ROWS + 1,
    ),
    _paged(
        "single-full-page",
        "Lists that fill one page exactly have no second page.",
        PAGE_ROWS,
    ),
)

ROWS = (NAMES, SENDERS, *PAGES)
