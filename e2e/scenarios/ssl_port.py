"""Rows about SSL and port: the tick, the typed port, and the protocol at the port.

At the usual ports a wrong app may pass by accident: one that decides on SSL by the port's number,
decides on the port by the tick, or ignores the typed port. Some rows find such apps.
"""

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.declarations import HasNoDeadline
from bluebar.e2e.scenarios.model import (
    Conditions,
    FormTemplate,
    Group,
    MailboxTemplate,
    Route,
    Scenario,
    Sources,
    refused,
)
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

SWAPPED = FrontDoor.at({143: Listener(tls=True), 993: Listener(tls=False)})

CONNECTS = (
    Scenario(
        id="ssl-port/straight/imaps",
        group=Group.SSL_PORT,
        why="The app connects with SSL to the mail server itself, at a port that is not 993.",
        route=Route.STRAIGHT,
        form=FormTemplate(port=993),
    ),
    Scenario(
        id="ssl-port/straight/imap",
        group=Group.SSL_PORT,
        why="The app connects without SSL to the mail server itself, at a port that is not 143.",
        route=Route.STRAIGHT,
        form=FormTemplate(port=143, use_ssl=False),
    ),
    Scenario(
        id="ssl-port/ssl-at-143",
        group=Group.SSL_PORT,
        why="The server uses TLS at 143: the tick for SSL decides, not the port's number.",
        door=SWAPPED,
        form=FormTemplate(port=143, use_ssl=True),
    ),
    Scenario(
        id="ssl-port/plain-at-993",
        group=Group.SSL_PORT,
        why="The server uses plain IMAP at 993: the tick for SSL decides, not the port's number.",
        door=SWAPPED,
        form=FormTemplate(port=993, use_ssl=False),
    ),
    Scenario(
        id="ssl-port/custom-plain",
        group=Group.SSL_PORT,
        why="The provider's port is neither 143 nor 993, and has no SSL: the app uses it as typed.",
        door=FrontDoor.at({10143: Listener(tls=False)}),
        form=FormTemplate(port=10143, use_ssl=False),
    ),
    Scenario(
        id="ssl-port/only-143-open/plain",
        group=Group.SSL_PORT,
        why="Only port 143 is open, and 143 is typed: the app connects, and does not try 993.",
        door=FrontDoor.at({143: Listener(tls=False)}),
        form=FormTemplate(port=143, use_ssl=False),
    ),
)

REFUSED = (
    Scenario(
        id="ssl-port/ssl-on-the-plain-port",
        group=Group.SSL_PORT,
        why="SSL is ticked, and the port has plain IMAP: the app says that there is no SSL.",
        form=FormTemplate(port=143, use_ssl=True),
        expected=refused(Reason.SSL_NOT_SPOKEN),
        sources=Sources(failures=(4,), cited="chatwoot#7055"),
    ),
    Scenario(
        id="ssl-port/plain-on-the-ssl-port",
        group=Group.SSL_PORT,
        why="SSL is not ticked, and the port expects TLS: the app says so within its deadline.",
        form=FormTemplate(port=993, use_ssl=False),
        expected=refused(Reason.SSL_WANTED),
        conditions=Conditions(skip_if_supports=(HasNoDeadline,)),
        sources=Sources(failures=(5,), cited="imapflow#148"),
    ),
    Scenario(
        id="ssl-port/straight/ssl-on-the-plain-port",
        group=Group.SSL_PORT,
        why="SSL is ticked at the mail server's own port for plain IMAP: the app says so.",
        route=Route.STRAIGHT,
        form=FormTemplate(port=143, use_ssl=True),
        expected=refused(Reason.SSL_NOT_SPOKEN),
    ),
    Scenario(
        id="ssl-port/straight/plain-on-the-ssl-port",
        group=Group.SSL_PORT,
        why="SSL is not ticked at the mail server's own TLS port: the app says that SSL is needed.",
        route=Route.STRAIGHT,
        form=FormTemplate(port=993, use_ssl=False),
        expected=refused(Reason.SSL_WANTED),
        conditions=Conditions(skip_if_supports=(HasNoDeadline,)),
    ),
    Scenario(
        id="ssl-port/plain-on-the-ssl-port/shipped-deadlines",
        group=Group.SSL_PORT,
        why="SSL is not ticked at a TLS port: with its default deadlines, too, the app says so.",
        form=FormTemplate(port=993, use_ssl=False),
        expected=refused(Reason.SSL_WANTED),
        conditions=Conditions(skip_if_supports=(HasNoDeadline,), shipped_deadlines=True),
    ),
)

PORT_FOLLOWS_THE_TICK = Scenario(
    id="ssl-port/port-follows-the-tick",
    group=Group.SSL_PORT,
    why="Ticking SSL changes port 143 to 993, unticking changes 993 to 143; other ports stay.",
    mailbox=MailboxTemplate(shape=Shape.empty()),
    sources=Sources(proves=("S9", "S10"), failures=(44,), cited="cozy-emails#924"),
)

ROWS = (*CONNECTS, *REFUSED, PORT_FOLLOWS_THE_TICK)
