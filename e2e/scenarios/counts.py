"""Rows about the imported contacts and messages, and the numbers in the summary email."""

from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.faults import Slow
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

IMPORTS = (
    Scenario(
        id="counts/decoys",
        group=Group.COUNTS,
        why="Trash, Spam, Drafts, duplicates, no-reply senders and own addresses do not count.",
        sources=Sources(
            proves=("S14", "S15"), failures=(29, 31, 32, 25, 26, 52, 62), cited="bichon#286"
        ),
    ),
    Scenario(
        id="counts/empty-mailbox",
        group=Group.COUNTS,
        why="A new account with only an empty INBOX connects, and the app counts nothing.",
        mailbox=MailboxTemplate(shape=Shape.empty()),
        sources=Sources(failures=(27,), cited="freescout-help-desk/freescout#3847"),
    ),
    Scenario(
        id="counts/one-of-each",
        group=Group.COUNTS,
        why="A mailbox with one contact and one message: the app shows both in the singular.",
        mailbox=SINGLE,
    ),
    Scenario(
        id="counts/several-fetch-ranges",
        group=Group.COUNTS,
        why="More messages than apps fetch with one FETCH: none is lost, and none appears twice.",
        mailbox=MailboxTemplate(shape=Shape.many(1_200)),
        sources=Sources(failures=(37,), cited="nextcloud/mail#8318"),
    ),
    Scenario(
        id="counts/over-plain-imap",
        group=Group.COUNTS,
        why="The app counts contacts and messages rightly without SSL, too.",
        form=FormTemplate(port=143, use_ssl=False),
    ),
)

SECOND_SYNC = Scenario(
    id="counts/second-sync-changes-nothing",
    group=Group.COUNTS,
    why="Another sync imports nothing twice, sends no summary, and marks no message as read.",
    sources=Sources(failures=(12, 39), cited="zammad#78"),
)

NEW_MAIL = Scenario(
    id="counts/new-mail-adds-itself",
    group=Group.COUNTS,
    why="A message arrives after the first sync: the next sync adds exactly this message.",
)

RESUMED = Scenario(
    id="counts/resumed-after-a-restart",
    group=Group.COUNTS,
    why="The app is killed during its first sync, and completes the sync when it runs again.",
    # The front door is slow until the app is killed: so on any machine the sync lasts long enough
    # to kill the app during it.
    door=FrontDoor.usual(Slow(latency=0.02, bytes_per_second=250_000)),
    later=FrontDoor.usual(),
    mailbox=MailboxTemplate(shape=Shape.many(1_500)),
    conditions=Conditions(settings=(("SYNC_INTERVAL", "3600"),)),
    sources=Sources(failures=(12, 37, 38), cited="espocrm#1516"),
)

SUMMARIES = (
    Scenario(
        id="summary/to-another-address",
        group=Group.SUMMARY,
        why="The summary goes to the sign-in address, which differs from the mailbox's address.",
        sources=Sources(failures=(54,), cited="Mailspring#768"),
    ),
    Scenario(
        id="summary/to-the-mailbox-itself",
        group=Group.SUMMARY,
        why="The sign-in address is the mailbox's: the summary arrives there, and is not counted.",
        mailbox=MailboxTemplate(same_address=True),
    ),
    Scenario(
        id="summary/singular",
        group=Group.SUMMARY,
        why="The summary says 1 contact and 1 message in the singular, in both text and HTML.",
        mailbox=SINGLE,
    ),
    Scenario(
        id="summary/nothing-came-in",
        group=Group.SUMMARY,
        why="The summary of an empty mailbox says 0 contacts and 0 messages.",
        mailbox=MailboxTemplate(shape=Shape.empty()),
    ),
)

NOT_COUNTED_ITSELF = Scenario(
    id="summary/not-counted-itself",
    group=Group.SUMMARY,
    why="The summary has arrived in the mailbox itself: another sync does not count it.",
    mailbox=MailboxTemplate(same_address=True),
)

ROWS = (*IMPORTS, SECOND_SYNC, NEW_MAIL, RESUMED, *SUMMARIES, NOT_COUNTED_ITSELF)
