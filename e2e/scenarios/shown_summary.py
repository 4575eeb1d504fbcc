"""Rows about the second summary, and about later syncs that send none."""

from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ListsAccounts,
    SyncsNow,
)
from bluebar.e2e.protocol.user_capabilities import SendsSummary
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
    "The person disconnects and connects again: a second summary arrives, with right counts.",
    CanBeDisconnected,
)

SECOND_ACCOUNT = _row(
    "second-account",
    "For a second account another summary arrives, with only this account's counts and address.",
    ListsAccounts,
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=3)),
)

NONE_AFTER_EDIT = _row(
    "none-after-an-edit",
    "An edited account syncs again: no second summary arrives.",
    CanBeEdited,
    SyncsNow,
)

NONE_AFTER_NEW_MAIL = _row(
    "none-after-new-mail",
    "A later sync imports new mail: no second summary arrives.",
    SyncsNow,
)

ROWS = (AFTER_RECONNECT, SECOND_ACCOUNT, NONE_AFTER_EDIT, NONE_AFTER_NEW_MAIL)
