"""The help article's flow, word for word, and what it tells a person to try."""

from dataclasses import replace

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.scenarios.model import FormTemplate, Group, Scenario, UserName
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LOCAL_PART = "{local}"

CONNECTS = (
    Scenario(
        id="article/imaps-993/whole-address",
        group=Group.ARTICLE,
        why="The article's main road: the whole address, port 993, Use SSL ticked.",
        proves=("S1", "S2", "S7", "S8", "S9", "S10", "S11", "S12"),
    ),
    Scenario(
        id="article/imap-143/whole-address",
        group=Group.ARTICLE,
        why="The article's other port: 143, Use SSL not ticked.",
        proves=("S9",),
        typing=FormTemplate(port=143, use_ssl=False),
    ),
    Scenario(
        id="article/imaps-993/local-part",
        group=Group.ARTICLE,
        why="A server that knows its users by what stands before the @, over SSL.",
        proves=("S2",),
        login=UserName.LOCAL_PART,
        typing=FormTemplate(username=LOCAL_PART),
    ),
    Scenario(
        id="article/imap-143/local-part",
        group=Group.ARTICLE,
        why="A server that knows its users by what stands before the @, without SSL.",
        proves=("S2",),
        login=UserName.LOCAL_PART,
        typing=FormTemplate(username=LOCAL_PART, port=143, use_ssl=False),
    ),
    Scenario(
        id="article/provider-port",
        group=Group.ARTICLE,
        why="A provider with server and port of its own: they are used just as typed.",
        proves=("S4",),
        door=FrontDoor.at({10993: Listener(tls=True)}),
        typing=FormTemplate(port=10993),
    ),
)

BLUE_BAR = Scenario(
    id="article/blue-bar",
    group=Group.ARTICLE,
    why="The bar names the address, is blue, is read out, and is gone on the next visit.",
    proves=("S12",),
    shape=Shape.empty(),
)

SUMMARY = Scenario(
    id="article/summary-email",
    group=Group.ARTICLE,
    why="Once the mailbox has synced one email arrives, with the contacts and the messages.",
    proves=("S13", "S14", "S15"),
)

TRY_THE_OTHER = (
    Scenario(
        id="article/try-the-other/local-part-wanted",
        group=Group.ARTICLE,
        why="The whole address is refused; the person types what stands before the @ instead.",
        proves=("S2", "S3"),
        login=UserName.LOCAL_PART,
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        failures=(9,),
        cited="emailwiz#94",
    ),
    Scenario(
        id="article/try-the-other/whole-address-wanted",
        group=Group.ARTICLE,
        why="What stands before the @ is refused; the person types the whole address instead.",
        proves=("S2", "S3"),
        typing=FormTemplate(username=LOCAL_PART),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        failures=(9,),
        cited="cozy-emails#434",
    ),
)

TAKE_THE_OFFER = tuple(
    replace(
        row,
        id=row.id.replace("try-the-other", "take-the-offer"),
        why=f"{row.why.split(';')[0]}; the app offers the other form, and one click takes it.",
    )
    for row in TRY_THE_OTHER
)

POP_ACCOUNTS = (
    Scenario(
        id="article/pop-account/plain",
        group=Group.ARTICLE,
        why="The account turns out to be POP: the app says so, and how to switch to IMAP.",
        proves=("S5", "S6"),
        door=FrontDoor.at({143: Listener(tls=False, upstream="pop3")}),
        typing=FormTemplate(port=143, use_ssl=False),
        expected=Rejected(Reason.POP3_SERVER),
        mentions=("POP", "IMAP"),
    ),
    Scenario(
        id="article/pop-account/ssl",
        group=Group.ARTICLE,
        why="The same over SSL.",
        proves=("S5", "S6"),
        door=FrontDoor.at({993: Listener(tls=True, upstream="pop3")}),
        expected=Rejected(Reason.POP3_SERVER),
        mentions=("POP", "IMAP"),
    ),
)

LAST_SYNCED = Scenario(
    id="article/last-synced-wording",
    group=Group.ARTICLE,
    why="Times are told in the article's words, from seconds ago to days ago.",
    proves=("S16",),
    shape=Shape.dated(
        seconds=(5, 60, 25 * 60, 3600, 5 * 3600, 24 * 3600 + 1800, 4 * 24 * 3600),
    ),
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
