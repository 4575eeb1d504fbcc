"""Rows about what the lists show beside addresses and subjects: names, senders, dates, pages."""

from bluebar.e2e.protocol.list_capabilities import ShowsNames, ShowsSenders
from bluebar.e2e.scenarios.model import Conditions, Group, MailboxTemplate, Scenario, Tag
from bluebar.fixtures.plan.plan import Shape

PAGE_ROWS = 10
"""The number of rows on a page of a list, in rows that need lists of several pages."""

NAMES = Scenario(
    id="shown/names/several-for-one-contact",
    group=Group.SHOWN,
    why="Contacts have odd names, several names or none: each has the name that the rule gives.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, names=True)),
    conditions=Conditions(requires=(ShowsNames,)),
    tags=frozenset({Tag.COUNTS}),
)

SENDERS = Scenario(
    id="shown/senders-and-dates",
    group=Group.SHOWN,
    why="Each message is listed with its own sender and time of receipt, not with another's.",
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
        "Lists that fill their pages exactly have no empty page, and no row is missing.",
        2 * PAGE_ROWS,
    ),
    _paged(
        "last-page-of-one",
        "Lists of one row more have it on a page of its own, and no row stands twice.",
        2 * PAGE_ROWS + 1,
    ),
    _paged(
        "single-full-page",
        "Lists of exactly one page have no second page.",
        PAGE_ROWS,
    ),
)

ROWS = (NAMES, SENDERS, *PAGES)
