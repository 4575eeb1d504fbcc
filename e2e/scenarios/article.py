"""Rows about the help article: its statements about connecting, and its advice after a refusal."""

from dataclasses import replace

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.scenarios.model import (
    FormTemplate,
    Group,
    MailboxTemplate,
    Scenario,
    Sources,
    UserName,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LOCAL_PART = "{local}"

CONNECTS = (
    Scenario(
        id="article/imaps-993/whole-address",
        group=Group.ARTICLE,
        why="The help article's main case connects: the whole address, port 993, SSL ticked.",
        sources=Sources(proves=("S1", "S2", "S7", "S8", "S9", "S10", "S11", "S12")),
    ),
    Scenario(
        id="article/imap-143/whole-address",
        group=Group.ARTICLE,
        why="The app connects with the help article's other settings: port 143, SSL not ticked.",
        form=FormTemplate(port=143, use_ssl=False),
        sources=Sources(proves=("S9",)),
    ),
    Scenario(
        id="article/imaps-993/local-part",
        group=Group.ARTICLE,
        why="The server's user names are the part before the @; the app connects, with SSL.",
        mailbox=MailboxTemplate(login=UserName.LOCAL_PART),
        form=FormTemplate(username=LOCAL_PART),
        sources=Sources(proves=("S2",)),
    ),
    Scenario(
        id="article/imap-143/local-part",
        group=Group.ARTICLE,
        why="The server's user names are the part before the @; the app connects, without SSL.",
        mailbox=MailboxTemplate(login=UserName.LOCAL_PART),
        form=FormTemplate(username=LOCAL_PART, port=143, use_ssl=False),
        sources=Sources(proves=("S2",)),
    ),
    Scenario(
        id="article/provider-port",
        group=Group.ARTICLE,
        why="The provider's port is not 993: the app uses server and port exactly as typed.",
        door=FrontDoor.at({10993: Listener(tls=True)}),
        form=FormTemplate(port=10993),
        sources=Sources(proves=("S4",)),
    ),
)

BLUE_BAR = Scenario(
    id="article/blue-bar",
    group=Group.ARTICLE,
    why="The bar names the address, is blue, has an ARIA role, and is gone after a reload.",
    mailbox=MailboxTemplate(shape=Shape.empty()),
    sources=Sources(proves=("S12",)),
)

SUMMARY = Scenario(
    id="article/summary-email",
    group=Group.ARTICLE,
    why="After the first sync one email arrives, with the numbers of contacts and messages.",
    sources=Sources(proves=("S13", "S14", "S15")),
)

TRY_THE_OTHER = (
    Scenario(
        id="article/try-the-other/local-part-wanted",
        group=Group.ARTICLE,
        why="The server refuses the whole address; the person then types the part before the @, "
        "and the app connects.",
        mailbox=MailboxTemplate(login=UserName.LOCAL_PART),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(proves=("S2", "S3"), failures=(9,), cited="emailwiz#94"),
    ),
    Scenario(
        id="article/try-the-other/whole-address-wanted",
        group=Group.ARTICLE,
        why="The server refuses the part before the @; the person then types the whole address, "
        "and the app connects.",
        form=FormTemplate(username=LOCAL_PART),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(proves=("S2", "S3"), failures=(9,), cited="cozy-emails#434"),
    ),
)

TAKE_THE_OFFER = tuple(
    replace(
        row,
        id=row.id.replace("try-the-other", "take-the-offer"),
        why=f"{row.why.split(';')[0]}; the app offers the other form of the user name, and "
        "connects with it in one click.",
    )
    for row in TRY_THE_OTHER
)

POP_ACCOUNTS = (
    Scenario(
        id="article/pop-account/plain",
        group=Group.ARTICLE,
        why="A POP3 server answers, without SSL: the app says so, and how to switch to IMAP.",
        door=FrontDoor.at({143: Listener(tls=False, upstream="pop3")}),
        form=FormTemplate(port=143, use_ssl=False),
        expected=refused(Reason.POP3_SERVER, must_mention=("POP", "IMAP")),
        sources=Sources(proves=("S5", "S6")),
    ),
    Scenario(
        id="article/pop-account/ssl",
        group=Group.ARTICLE,
        why="A POP3 server answers, over SSL: the app says so, and how to switch to IMAP.",
        door=FrontDoor.at({993: Listener(tls=True, upstream="pop3")}),
        expected=refused(Reason.POP3_SERVER, must_mention=("POP", "IMAP")),
        sources=Sources(proves=("S5", "S6")),
    ),
)

LAST_SYNCED = Scenario(
    id="article/last-synced-wording",
    group=Group.ARTICLE,
    why="The app shows ages in the help article's words, from 'seconds ago' to 'days ago'.",
    mailbox=MailboxTemplate(
        shape=Shape.dated(
            seconds=(5, 60, 25 * 60, 3600, 5 * 3600, 24 * 3600 + 1800, 4 * 24 * 3600),
        )
    ),
    sources=Sources(proves=("S16",)),
)

ROWS = (
    *CONNECTS,
    BLUE_BAR,
    SUMMARY,
    *TRY_THE_OTHER,
    *TAKE_THE_OFFER,
    *POP_ACCOUNTS,
    LAST_SYNCED,
)
