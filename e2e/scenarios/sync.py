"""Rows about the first and later syncs: lost connections, outages, slow lines, a new UIDVALIDITY.

In all rows the app connects. It must import every message exactly once, without a person's help.
"""

from bluebar.e2e.protocol.capabilities import ListsAccounts
from bluebar.e2e.protocol.declarations import FetchesOnce
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    Tag,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    CutsLiteral,
    EndsAfter,
    EndsAtFetch,
    Fault,
    OtherUidValidity,
    RefusesLogin,
    Slow,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

MANY = Shape(sample_mail=False, plain=60)
# An app needs several FETCH commands for these messages: they are in several folders, and one of
# the folders has more messages than an app fetches at once.
RANGES = Shape.many(600)


def _lost(
    name: str,
    why: str,
    fault: Fault,
    cited: str,
    shape: Shape = MANY,
    skip_if_supports: tuple[type, ...] = (),
) -> Scenario:
    return Scenario(
        id=f"sync/lost/{name}",
        group=Group.SYNC,
        why=why,
        door=FrontDoor.usual(fault),
        mailbox=MailboxTemplate(shape=shape),
        conditions=Conditions(skip_if_supports=skip_if_supports),
        sources=Sources(failures=(38, 12), cited=cited),
    )


LOST = (
    _lost(
        "reset-at-a-fetch",
        "The connection is reset during the sync: the app imports the rest later, none twice.",
        EndsAtFetch(number=2, how=CloseMode.RESET),
        "nylas-mail#3232",
        RANGES,
        (FetchesOnce,),
    ),
    _lost(
        "bye-at-a-fetch",
        "The server says BYE during the sync: the app imports the rest later, none twice.",
        EndsAtFetch(number=1, how=CloseMode.BYE),
        "thunderbird-android#2665",
    ),
    _lost(
        "closed-after-some-bytes",
        "The connection ends in the middle of an answer: the app imports the rest later.",
        EndsAfter(bytes=6_000, how=CloseMode.CLOSE),
        "FairEmail#131",
    ),
    _lost(
        "literal-cut-short",
        "The connection ends in the middle of a message: the app does not keep the half message.",
        CutsLiteral(fetch=1),
        "odoo/odoo#182091",
    ),
)

ONE_CONNECTION = Scenario(
    id="sync/one-connection-at-most",
    group=Group.SYNC,
    why="The app uses one connection at a time, because some servers accept no second one.",
    # The front door records the connections and does not limit them: a limit could refuse an app
    # whose first connection is closed, before the door has noticed. The door is slow, so that two
    # connections of an app overlap on any machine.
    door=FrontDoor.usual(Slow(latency=0.05)),
    sources=Sources(failures=(47,), cited="imap-backup#123"),
    tags=frozenset({Tag.WIRE}),
)

CALM = (
    Scenario(
        id="sync/slow-line",
        group=Group.SYNC,
        why="The connection is slow: the sync takes longer, and no message is lost.",
        door=FrontDoor.usual(Slow(latency=0.02, bytes_per_second=40_000)),
        mailbox=MailboxTemplate(shape=MANY),
        sources=Sources(failures=(37, 22), cited="sync-engine#159"),
    ),
)

OUTAGE = Scenario(
    id="sync/outage-and-recovery",
    group=Group.SYNC,
    why="The server is down for a while: the account shows it, and later the app syncs again.",
    later=FrontDoor.nothing(),
    mailbox=SINGLE,
    sources=Sources(failures=(21,), cited="chatwoot#4532"),
)

OPENED_MEANWHILE = Scenario(
    id="sync/opened-while-the-server-is-gone",
    group=Group.SYNC,
    why="The lists are opened while the server is down: they are complete when it is back.",
    later=FrontDoor.nothing(),
    mailbox=SINGLE,
)

UIDVALIDITY = Scenario(
    id="sync/uidvalidity-changes",
    group=Group.SYNC,
    why="The server renumbers its messages (new UIDVALIDITY): the app imports no message twice.",
    later=FrontDoor.usual(OtherUidValidity(by=1)),
    sources=Sources(failures=(51,), cited="nextcloud/mail#2979"),
)

SHARED = Scenario(
    id="sync/two-mailboxes-share-messages",
    group=Group.SYNC,
    why="Two mailboxes have the same messages: each account counts them, the lists have them once.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=6)),
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(53,), cited="zammad#1578"),
)

RETRY_AFTER_LIMIT = Scenario(
    id="sync/refused-for-a-while",
    group=Group.SYNC,
    why="The server refuses one sync with [LIMIT]: later the app syncs again by itself.",
    later=FrontDoor.usual(RefusesLogin(text="[LIMIT] Too many connections", times=1)),
    mailbox=SINGLE,
    sources=Sources(failures=(47, 21), cited="node-imap#606"),
)

ROWS = (
    *LOST,
    ONE_CONNECTION,
    *CALM,
    OUTAGE,
    OPENED_MEANWHILE,
    UIDVALIDITY,
    SHARED,
    RETRY_AFTER_LIMIT,
)
