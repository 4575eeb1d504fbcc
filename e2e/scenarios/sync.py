"""Rows about the first and later syncs: lost connections, outages, slow lines, a new UIDVALIDITY.

In all rows the app connects. It must import every message exactly once, without help of a person.
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
# The messages need more than one FETCH, whatever number of messages an app fetches at a time: they
# are in several folders, and one folder has more messages than one range.
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
        "The connection is reset during the sync: the app imports the rest later, nothing twice.",
        EndsAtFetch(number=2, how=CloseMode.RESET),
        "nylas-mail#3232",
        RANGES,
        (FetchesOnce,),
    ),
    _lost(
        "bye-at-a-fetch",
        "The server says BYE during the sync, and closes.",
        EndsAtFetch(number=1, how=CloseMode.BYE),
        "thunderbird-android#2665",
    ),
    _lost(
        "closed-after-some-bytes",
        "The connection ends without BYE in the middle of an answer.",
        EndsAfter(bytes=6_000, how=CloseMode.CLOSE),
        "FairEmail#131",
    ),
    _lost(
        "literal-cut-short",
        "The server announces a whole message and sends half: the app keeps no half message.",
        CutsLiteral(fetch=1),
        "odoo/odoo#182091",
    ),
)

ONE_CONNECTION = Scenario(
    id="sync/one-connection-at-most",
    group=Group.SYNC,
    why="Some servers accept one connection at a time: the app needs no second one meanwhile.",
    # The record decides, not a door with a limit: such a door may not know yet that an honest app
    # has closed its first connection. On a slow line, connections that an app needs at the same
    # time overlap on any machine.
    door=FrontDoor.usual(Slow(latency=0.05)),
    sources=Sources(failures=(47,), cited="imap-backup#123"),
    tags=frozenset({Tag.WIRE}),
)

CALM = (
    Scenario(
        id="sync/slow-line",
        group=Group.SYNC,
        why="On a slow line the sync takes longer, and nothing is lost.",
        door=FrontDoor.usual(Slow(latency=0.02, bytes_per_second=40_000)),
        mailbox=MailboxTemplate(shape=MANY),
        sources=Sources(failures=(37, 22), cited="sync-engine#159"),
    ),
)

OUTAGE = Scenario(
    id="sync/outage-and-recovery",
    group=Group.SYNC,
    why="The server is gone for a while: the account shows it, nothing is lost, the app recovers.",
    later=FrontDoor.nothing(),
    mailbox=SINGLE,
    sources=Sources(failures=(21,), cited="chatwoot#4532"),
)

OPENED_MEANWHILE = Scenario(
    id="sync/opened-while-the-server-is-gone",
    group=Group.SYNC,
    why="The person opens the lists while the server is gone; afterwards the lists are complete.",
    later=FrontDoor.nothing(),
    mailbox=SINGLE,
)

UIDVALIDITY = Scenario(
    id="sync/uidvalidity-changes",
    group=Group.SYNC,
    why="The server renumbers its messages (UIDVALIDITY): the app knows all, and doubles none.",
    later=FrontDoor.usual(OtherUidValidity(by=1)),
    sources=Sources(failures=(51,), cited="nextcloud/mail#2979"),
)

SHARED = Scenario(
    id="sync/two-mailboxes-share-messages",
    group=Group.SYNC,
    why="Two mailboxes contain the same messages: each account counts them, lists show them once.",
    mailbox=MailboxTemplate(shape=Shape(sample_mail=False, plain=6)),
    conditions=Conditions(requires=(ListsAccounts,)),
    sources=Sources(failures=(53,), cited="zammad#1578"),
)

RETRY_AFTER_LIMIT = Scenario(
    id="sync/refused-for-a-while",
    group=Group.SYNC,
    why="At the next sync the server is full: the app waits, and tries again without help.",
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
