"""Rows about later steps with an account, done twice, at unusual moments or in another order.

The person connects again, disconnects during a sync, changes the password or the server, or uses
two tabs; or the app is killed and started again.
"""

from collections.abc import Mapping

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.account_capabilities import AsksBeforeDisconnect, NamesSyncProblems
from bluebar.e2e.protocol.capabilities import (
    CanBeDisconnected,
    CanBeEdited,
    ListsAccounts,
    ShowsProgress,
    SyncsNow,
    TriesAgain,
)
from bluebar.e2e.protocol.declarations import SharedByATeam
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    Tag,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import HangsUp, Slow
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

LIFE = frozenset({Tag.LIFE})

SLOW = FrontDoor.usual(Slow(latency=0.02, bytes_per_second=250_000))
"""A front door so slow that a person can do something during the first sync of `LONG`."""

LONG = MailboxTemplate(shape=Shape.many(1_500))

NEVER_BY_ITSELF = (("SYNC_INTERVAL", "3600"),)

CONNECT_AGAIN = Scenario(
    id="account/connect-again/after-disconnect",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="A mailbox is disconnected and connected again: all is imported, with a second summary.",
    mailbox=MailboxTemplate(shape=Shape(plain=4)),
    conditions=Conditions(requires=(CanBeDisconnected,)),
    sources=Sources(failures=(40, 12), cited="thunderbird-android#9221"),
)

CONNECT_AGAIN_AT_ONCE = Scenario(
    id="account/connect-again/while-the-old-sync-runs",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="A mailbox is disconnected during its sync and connected again: one import, one summary.",
    door=SLOW,
    mailbox=LONG,
    conditions=Conditions(requires=(CanBeDisconnected, ShowsProgress)),
    sources=Sources(failures=(12,), cited="zammad#78"),
)

DISCONNECTED_TWICE = Scenario(
    id="account/disconnect/twice",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="A second tab confirms a disconnect that the first tab has done already: no server error.",
    mailbox=SINGLE,
    conditions=Conditions(requires=(CanBeDisconnected, AsksBeforeDisconnect)),
)

DISCONNECTED_IN_SYNC = Scenario(
    id="account/disconnect/during-the-first-sync",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="An account is disconnected during its first sync: nothing is left, no summary is sent.",
    door=SLOW,
    mailbox=LONG,
    conditions=Conditions(requires=(CanBeDisconnected, ShowsProgress)),
)

PASSWORD_CHANGED = Scenario(
    id="account/new-password/on-the-server-then-in-the-form",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="The password changes on the server: the account shows it, and syncs after it is typed.",
    mailbox=SINGLE,
    conditions=Conditions(requires=(NamesSyncProblems, CanBeEdited, SyncsNow)),
    sources=Sources(failures=(18,), cited="nextcloud/mail#8038"),
)

PASSWORD_NOT_HAMMERED = Scenario(
    id="account/new-password/no-login-is-repeated",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="The app does not repeat a refused login by itself, because servers may lock the account.",
    later=FrontDoor.usual(HangsUp()),
    mailbox=SINGLE,
    conditions=Conditions(requires=(NamesSyncProblems, TriesAgain)),
)

WRONG_NEW_PASSWORD = Scenario(
    id="account/new-password/a-wrong-one-keeps-the-old",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="A wrong password in the edit form is refused, and syncs still use the old password.",
    mailbox=SINGLE,
    expected=refused(Reason.WRONG_CREDENTIALS),
    conditions=Conditions(requires=(CanBeEdited, SyncsNow)),
    sources=Sources(failures=(18,), cited="nextcloud/mail#13678"),
)

OTHER_SERVER = Scenario(
    id="account/another-server/the-password-is-asked-for",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="The app sends the stored password to no other server that is typed into the edit form.",
    mailbox=SINGLE,
    expected=refused(Reason.MISSING_FIELD, wrong_field="password"),
    conditions=Conditions(requires=(CanBeEdited, SyncsNow), probes_protection=True),
)

OTHER_SERVER_WITH_PASSWORD = Scenario(
    id="account/another-server/with-the-password",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="Another server and the password are typed: the app uses it, and imports nothing twice.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=5)),
    conditions=Conditions(requires=(CanBeEdited, SyncsNow)),
)

OTHER_USER_NAME = Scenario(
    id="account/another-user-name/keeps-the-old",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="An unknown user name in the edit form is refused, and syncs still use the old name.",
    mailbox=SINGLE,
    expected=refused(Reason.WRONG_CREDENTIALS, tolerated=(Rejected(Reason.MISSING_FIELD),)),
    conditions=Conditions(requires=(CanBeEdited, SyncsNow)),
)

WRONG_CHANGES: Mapping[str, Mapping[str, str]] = {
    WRONG_NEW_PASSWORD.id: {"password": "not-{password}"},
    OTHER_USER_NAME.id: {"username": "nobody.{local}"},
}
"""The settings that the person changes in the edit form, by the id of the row."""

TWO_TABS = Scenario(
    id="account/connect-twice/in-two-tabs",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="The same mailbox is connected in two tabs at the same time: one account, one summary.",
    # The front door is slow, so that on any machine both clicks come before the first verdict.
    door=FrontDoor.usual(Slow(latency=0.1)),
    mailbox=SINGLE,
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(40,), cited="nextcloud/mail#12042"),
)

DOUBLE_CLICK = Scenario(
    id="account/connect-twice/double-click",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="A double click on Connect makes one account, one import and one summary.",
    mailbox=SINGLE,
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(40,), cited="Mailspring#1855"),
)

BACK_BUTTON = Scenario(
    id="account/back-button-after-connect",
    group=Group.ACCOUNT,
    tags=LIFE,
    why="After the browser's Back button the form shows no password, and there is one account.",
    mailbox=SINGLE,
    conditions=Conditions(probes_protection=True, skip_if_supports=(SharedByATeam,)),
)

RESTARTED_BEFORE = Scenario(
    id="summary/restart/before-the-first-sync",
    group=Group.SUMMARY,
    tags=LIFE,
    why="The app is killed right after connecting: when it runs again, it sends one full summary.",
    door=FrontDoor.usual(Slow(latency=0.2)),
    later=FrontDoor.usual(),
    conditions=Conditions(requires=(SendsSummary,), settings=NEVER_BY_ITSELF),
    sources=Sources(failures=(12,), cited="espocrm#1516"),
)

RESTARTED_IN_SYNC = Scenario(
    id="summary/restart/during-the-first-sync",
    group=Group.SUMMARY,
    tags=LIFE,
    why="The app is killed during its first two syncs: in the end it sends one full summary.",
    door=SLOW,
    later=FrontDoor.usual(),
    mailbox=LONG,
    conditions=Conditions(requires=(SendsSummary, ShowsProgress), settings=NEVER_BY_ITSELF),
    sources=Sources(failures=(12, 38), cited="odoo#126185"),
)

RESTARTED_AFTER = Scenario(
    id="summary/restart/after-the-summary",
    group=Group.SUMMARY,
    tags=LIFE,
    why="The app is killed after the summary arrived: it sends no second one when it runs again.",
    mailbox=SINGLE,
    conditions=Conditions(requires=(SendsSummary, SyncsNow), settings=NEVER_BY_ITSELF),
)

ROWS = (
    CONNECT_AGAIN,
    CONNECT_AGAIN_AT_ONCE,
    DISCONNECTED_TWICE,
    DISCONNECTED_IN_SYNC,
    PASSWORD_CHANGED,
    PASSWORD_NOT_HAMMERED,
    WRONG_NEW_PASSWORD,
    OTHER_SERVER,
    OTHER_SERVER_WITH_PASSWORD,
    OTHER_USER_NAME,
    TWO_TABS,
    DOUBLE_CLICK,
    BACK_BUTTON,
    RESTARTED_BEFORE,
    RESTARTED_IN_SYNC,
    RESTARTED_AFTER,
)
