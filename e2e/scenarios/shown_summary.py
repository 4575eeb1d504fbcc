"""Rows about the second summary, and about later syncs that send none."""

from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ListsAccounts,
    SendsSummary,
    SyncsNow,
)
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Group,
    MailboxTemplate,
    Scenario,
    Tag,
)
from bluebar.fixtures.plan.plan import Shape


def _row(name: str, why: str, *requires: type, mailbox: MailboxTemplate = SINGLE) -> Scenario:
    return Scenario(
        id=f"shown/summary/{name}",
        group=Group.SHOWN,
        why=why,
        mailbox=mailbox,
        conditions=Conditions(requires=(SendsSummary, *requires)),
        tags=frozenset({Tag.SYNC}),
    )


AFTER_RECONNECT = _row(
    "connected-again",
    "The person disconnects and connects again: a second summary comes, with the right counts.",
    CanBeDisconnected,
)

SECOND_ACCOUNT = _row(
    "second-account",
    "A second account has a summary of its own, with its own counts and only its address.",
    ListsAccounts,
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=3)),
)

NONE_AFTER_EDIT = _row(
    "none-after-an-edit",
    "An edited account syncs again, and no second summary comes.",
    CanBeEdited,
    SyncsNow,
)

NONE_AFTER_NEW_MAIL = _row(
    "none-after-new-mail",
    "A later sync brings in new mail, and no second summary comes.",
    SyncsNow,
)

ROWS = (AFTER_RECONNECT, SECOND_ACCOUNT, NONE_AFTER_EDIT, NONE_AFTER_NEW_MAIL)
