"""What happens from the first sync on: lost connections, outages, slow lines, things said twice.

All of these connect; what must come of them is that everything comes in once, by itself.
"""

from bluebar.e2e.protocol.capabilities import ListsAccounts
from bluebar.e2e.protocol.declarations import FetchesOnce
from bluebar.e2e.scenarios.model import Group, Scenario
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import (
    CloseMode,
    ConnectionLimit,
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
# More than one FETCH, whatever an app's range: several folders, and ranges in one of them.
RANGES = Shape.many(600)


def _lost(
    name: str,
    why: str,
    fault: Fault,
    cited: str,
    shape: Shape = MANY,
    unless: tuple[type, ...] = (),
) -> Scenario:
    return Scenario(
        id=f"sync/lost/{name}",
        group=Group.SYNC,
        why=why,
        door=FrontDoor.usual(fault),
        shape=shape,
        unless=unless,
        failures=(38, 12),
        cited=cited,
    )


LOST = (
    _lost(
        "reset-at-a-fetch",
        "The connection is reset in mid-sync: the rest comes later by itself, nothing comes twice.",
        EndsAtFetch(number=2, how=CloseMode.RESET),
        "nylas-mail#3232",
        RANGES,
        (FetchesOnce,),
    ),
    _lost(
        "bye-at-a-fetch",
        "The server says BYE in mid-sync and closes.",
        EndsAtFetch(number=1, how=CloseMode.BYE),
        "thunderbird-android#2665",
    ),
    _lost(
        "closed-after-some-bytes",
        "The connection ends without a word in the middle of an answer.",
        EndsAfter(bytes=6_000, how=CloseMode.CLOSE),
        "FairEmail#131",
    ),
    _lost(
        "literal-cut-short",
        "A message is announced whole and comes half: half a message is never kept.",
        CutsLiteral(fetch=1),
        "odoo/odoo#182091",
    ),
)

CALM = (
    Scenario(
        id="sync/one-connection-at-most",
        group=Group.SYNC,
        why="A server that lets one connection in at a time: the app needs no second one.",
        # On a line that takes its time, connections that belong together overlap on any machine.
        door=FrontDoor.usual(ConnectionLimit(), Slow(latency=0.05)),
        failures=(47,),
        cited="imap-backup#123",
    ),
    Scenario(
        id="sync/slow-line",
        group=Group.SYNC,
        why="A slow line takes longer, and nothing is lost on it.",
        door=FrontDoor.usual(Slow(latency=0.02, bytes_per_second=40_000)),
        shape=MANY,
        failures=(37, 22),
        cited="sync-engine#159",
    ),
)

OUTAGE = Scenario(
    id="sync/outage-and-recovery",
    group=Group.SYNC,
    why="The server is gone for a while: told at the account, all stays, and it is back by itself.",
    later=FrontDoor.nothing(),
    shape=Shape.single(),
    failures=(21,),
    cited="chatwoot#4532",
)

OPENED_MEANWHILE = Scenario(
    id="sync/opened-while-the-server-is-gone",
    group=Group.SYNC,
    why="The lists are opened while the server is gone; when it is back, they are whole again.",
    later=FrontDoor.nothing(),
    shape=Shape.single(),
)

UIDVALIDITY = Scenario(
    id="sync/uidvalidity-changes",
    group=Group.SYNC,
    why="The server numbers its messages anew (UIDVALIDITY): all are known, none comes twice.",
    later=FrontDoor.usual(OtherUidValidity(by=1)),
    failures=(51,),
    cited="nextcloud/mail#2979",
)

SHARED = Scenario(
    id="sync/two-mailboxes-share-messages",
    group=Group.SYNC,
    why="The same messages in two mailboxes: each account counts them, the lists show them once.",
    needs=(ListsAccounts,),
    shape=Shape(sample_mail=False, plain=6),
    failures=(53,),
    cited="zammad#1578",
)

RETRY_AFTER_LIMIT = Scenario(
    id="sync/refused-for-a-while",
    group=Group.SYNC,
    why="At the next sync the server is full: the app waits, and tries again by itself.",
    later=FrontDoor.usual(RefusesLogin(text="[LIMIT] Too many connections", times=1)),
    shape=Shape.single(),
    failures=(47, 21),
    cited="node-imap#606",
)

ROWS = (*LOST, *CALM, OUTAGE, OPENED_MEANWHILE, UIDVALIDITY, SHARED, RETRY_AFTER_LIMIT)
