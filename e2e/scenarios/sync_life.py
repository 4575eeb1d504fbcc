"""Rows about syncs of a connected account after a change on the server.

The certificate changes, mail arrives, is moved or is deleted, a folder gets other UIDs, or the
connection ends during the first sync.
"""

from collections.abc import Mapping

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.account_capabilities import NamesSyncProblems
from bluebar.e2e.protocol.capabilities import SyncsNow, TriesAgain
from bluebar.e2e.protocol.declarations import KeepsDeletedMail, VerifiesNoCertificates
from bluebar.e2e.protocol.user_capabilities import SendsSummary
from bluebar.e2e.scenarios.model import (
    Conditions,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    Tag,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import (
    BadCertificate,
    CloseMode,
    EndsAtFetch,
    HangsUp,
    OtherUidValidity,
)
from bluebar.mailserver.frontdoor.proxy_config import Certificate, FrontDoor

LIFE = frozenset({Tag.LIFE})

FEW = MailboxTemplate(shape=Shape(sample_mail=False, decoys=False, plain=4))
"""A mailbox in which the newest message of INBOX is an ordinary message."""

FOLDER = "Archive"
"""The folder that the server rebuilds in the row about UIDVALIDITY."""

REASONS: Mapping[Certificate | BadCertificate, Reason] = {
    BadCertificate.UNKNOWN_AUTHORITY: Reason.CERTIFICATE_UNTRUSTED,
    BadCertificate.OTHER_NAME: Reason.CERTIFICATE_FOR_ANOTHER_NAME,
    BadCertificate.EXPIRED: Reason.CERTIFICATE_EXPIRED,
}
"""The certificates to which the server changes, each with the reason that the app must show."""

CERTIFICATES = tuple(
    Scenario(
        id=f"sync/certificate-changes/{name}",
        group=Group.SYNC,
        tags=LIFE,
        why=f"At the next sync the certificate is {what}: the app sends no login, and says why.",
        later=FrontDoor.usual(certificate),
        mailbox=FEW,
        conditions=Conditions(
            requires=(NamesSyncProblems, SyncsNow), skip_if_supports=(VerifiesNoCertificates,)
        ),
        sources=Sources(failures=(failure,), cited=cited),
    )
    for name, what, certificate, failure, cited in (
        (
            "untrusted",
            "of an unknown authority",
            BadCertificate.UNKNOWN_AUTHORITY,
            2,
            "nextcloud/mail#4769",
        ),
        ("other-name", "for another name", BadCertificate.OTHER_NAME, 3, "freescout#1707"),
        ("expired", "expired", BadCertificate.EXPIRED, 42, "greenmail#203"),
    )
)


def reason_of(row: Scenario) -> Reason:
    """Return the reason that the app must show after the change of a certificate."""
    assert row.later is not None
    (reason,) = {REASONS[each] for each in row.later.certificates if each in REASONS}
    return reason


BY_ITSELF = Scenario(
    id="sync/by-itself/new-mail",
    group=Group.SYNC,
    tags=LIFE,
    why="The app imports new mail by itself, at its own interval.",
    mailbox=FEW,
    conditions=Conditions(requires=(TriesAgain,), settings=(("SYNC_INTERVAL", "1"),)),
)

BY_ITSELF_LATER = Scenario(
    id="sync/by-itself/after-an-outage",
    group=Group.SYNC,
    tags=LIFE,
    why="The server is down for several of the app's intervals: later the app syncs by itself.",
    later=FrontDoor.usual(HangsUp()),
    mailbox=FEW,
    conditions=Conditions(requires=(TriesAgain,), settings=(("SYNC_INTERVAL", "1"),)),
    sources=Sources(failures=(21,), cited="chatwoot#9084"),
)

UIDVALIDITY_AND_MAIL = Scenario(
    id="sync/uidvalidity-changes/with-new-mail",
    group=Group.SYNC,
    tags=LIFE,
    why="A folder gets a new UIDVALIDITY and new UIDs: no old message is imported twice.",
    later=FrontDoor.usual(OtherUidValidity(by=1_000)),
    mailbox=MailboxTemplate(
        shape=Shape(sample_mail=False, decoys=False, plain=2, folders=(FOLDER,) * 4)
    ),
    conditions=Conditions(requires=(SyncsNow,)),
    sources=Sources(failures=(51,), cited="thunderbird-android#1074"),
)

MOVED = Scenario(
    id="sync/message-moves-to-another-folder",
    group=Group.SYNC,
    tags=LIFE,
    why="A message is moved to another folder: the app still counts it once.",
    mailbox=FEW,
    conditions=Conditions(requires=(SyncsNow,)),
    sources=Sources(failures=(12, 62), cited="imapsync#437"),
)

DELETED = Scenario(
    id="sync/message-is-deleted",
    group=Group.SYNC,
    tags=LIFE,
    why="A message is deleted on the server: an app that keeps deleted mail still shows it.",
    mailbox=FEW,
    conditions=Conditions(requires=(SyncsNow, KeepsDeletedMail)),
)

BROKEN_OFF = Scenario(
    id="sync/first-sync-breaks-off/for-good",
    group=Group.SYNC,
    tags=LIFE,
    why="Each try of the first sync fails: the account shows the problem, no summary is sent.",
    door=FrontDoor.usual(EndsAtFetch(number=1, how=CloseMode.CLOSE, times=0)),
    mailbox=FEW,
    conditions=Conditions(requires=(TriesAgain, SendsSummary)),
    sources=Sources(failures=(30, 38), cited="velo#48"),
)

BROKEN_OFF_AND_HEALED = Scenario(
    id="sync/first-sync-breaks-off/and-heals",
    group=Group.SYNC,
    tags=LIFE,
    why="The first sync is interrupted several times: in the end one full summary arrives.",
    door=FrontDoor.usual(EndsAtFetch(number=2, how=CloseMode.CLOSE, times=0)),
    later=FrontDoor.usual(),
    mailbox=MailboxTemplate(shape=Shape.many(600)),
    conditions=Conditions(requires=(TriesAgain, SendsSummary)),
    sources=Sources(failures=(38, 12), cited="odoo#126185"),
)

ROWS = (
    *CERTIFICATES,
    BY_ITSELF,
    BY_ITSELF_LATER,
    UIDVALIDITY_AND_MAIL,
    MOVED,
    DELETED,
    BROKEN_OFF,
    BROKEN_OFF_AND_HEALED,
)
