"""Rows about servers that answer late or never, that are gone, or that are no mail servers.

Most rows run with lowered deadlines of the app, so that a silent server costs only seconds. A row
with `/shipped-deadlines` in its id runs with the deadlines that the app ships with.
"""

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.capabilities import ShipsDeadlines
from bluebar.e2e.protocol.declarations import HasNoDeadline
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Expectation,
    FormTemplate,
    Group,
    Scenario,
    Sources,
    refused,
)
from bluebar.mailserver.frontdoor.faults import (
    GARBAGE,
    HTTP,
    SMTP,
    SSH,
    CloseMode,
    DelaysCommand,
    Fault,
    Greets,
    GreetsAfter,
    HangsUp,
    NeverAccepts,
    StaysSilent,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor, Listener

LOWERED = Conditions(requires=(ShipsDeadlines,))
"""The conditions of a row whose answer is too late only for an app with lowered deadlines."""

ENDLESS = Conditions(skip_if_supports=(HasNoDeadline,))
"""The conditions of a row whose server says nothing: an app without a deadline waits forever."""

ANY_TARGET = Conditions()
NO_SOURCES = Sources()
SSL = FormTemplate()
PLAIN = FormTemplate(port=143, use_ssl=False)
NO_ANSWER, LOST = refused(Reason.NO_ANSWER), refused(Reason.CONNECTION_LOST)
NOT_IMAP, LATER = refused(Reason.NOT_AN_IMAP_SERVER), refused(Reason.TRY_LATER)


def _row(
    name: str,
    why: str,
    fault: Fault,
    expected: Expectation,
    *,
    form: FormTemplate = SSL,
    conditions: Conditions = ANY_TARGET,
    sources: Sources = NO_SOURCES,
) -> Scenario:
    return Scenario(
        id=f"timeouts/{name}",
        group=Group.TIMEOUTS,
        why=why,
        door=FrontDoor.usual(fault),
        mailbox=SINGLE,
        form=form,
        expected=expected,
        conditions=conditions,
        sources=sources,
    )


IN_TIME = (
    _row(
        "greeting-late-but-in-time",
        "The app waits for a greeting that takes a second.",
        GreetsAfter(seconds=1),
        Expectation(),
    ),
    _row(
        "login-late-but-in-time",
        "The app waits for a login that takes a second and a half, within the app's limit.",
        DelaysCommand(command="LOGIN", seconds=1.5, times=1),
        Expectation(),
        sources=Sources(failures=(48,), cited="odysseus#1027"),
    ),
    _row(
        "login-after-12-seconds/shipped-deadlines",
        "A provider that takes 12 s for a login connects, with the shipped deadlines.",
        DelaysCommand(command="LOGIN", seconds=12, times=1),
        Expectation(),
        conditions=Conditions(shipped_deadlines=True),
        sources=Sources(failures=(48, 22), cited="odysseus#1027"),
    ),
)

REFUSED = (
    _row(
        "never-accepts",
        "A firewall drops every attempt to connect: the app says so within the deadline.",
        NeverAccepts(),
        NO_ANSWER,
        conditions=ENDLESS,
        sources=Sources(failures=(6, 11), cited="erpnext#10655"),
    ),
    _row(
        "silent/ssl",
        "The server accepts and stays silent, TLS included: the app says so within the deadline.",
        StaysSilent(),
        NO_ANSWER,
        conditions=ENDLESS,
        sources=Sources(failures=(6,), cited="frappe/frappe#20599"),
    ),
    _row(
        "silent/plain",
        "The same without SSL; the port might also be one that waits for TLS.",
        StaysSilent(),
        NO_ANSWER,
        form=PLAIN,
        conditions=ENDLESS,
        sources=Sources(failures=(6,), cited="nextcloud/mail#3014"),
    ),
    _row(
        "greeting-too-late",
        "A greeting that takes longer than the app waits: no answer in time, not SSL's fault.",
        GreetsAfter(seconds=4),
        NO_ANSWER,
        conditions=LOWERED,
        sources=Sources(failures=(20, 22), cited="cozy-emails#350"),
    ),
    _row(
        "login-too-late",
        "A login that takes longer than the app waits: no answer in time, not a wrong password.",
        DelaysCommand(command="LOGIN", seconds=5),
        NO_ANSWER,
        conditions=LOWERED,
        sources=Sources(failures=(22,), cited="zammad#3037"),
    ),
    _row(
        "reset-at-once",
        "The connection is reset before any greeting: lost, not a wrong password.",
        HangsUp(how=CloseMode.RESET),
        LOST,
        sources=Sources(failures=(11, 20), cited="SuiteCRM#3709"),
    ),
    _row(
        "closed-at-once/plain",
        "The connection is closed before any greeting.",
        HangsUp(),
        LOST,
        form=PLAIN,
        sources=Sources(failures=(20,), cited="berlicrm#677"),
    ),
    _row(
        "bye-unavailable",
        "A greeting of BYE [UNAVAILABLE]: the server asks to try later, in its own words.",
        Greets(text="* BYE [UNAVAILABLE] Down for maintenance until noon"),
        refused(Reason.TRY_LATER, must_mention=("Down for maintenance until noon",)),
        sources=Sources(failures=(47,), cited="imap-backup#123"),
    ),
    _row(
        "smtp/plain",
        "An SMTP server answers: it is not an IMAP server.",
        SMTP,
        NOT_IMAP,
        form=PLAIN,
        sources=Sources(failures=(20,), cited="zammad#1972"),
    ),
    _row(
        "smtp/ssl",
        "The same over TLS, as on port 465.",
        SMTP,
        NOT_IMAP,
        sources=Sources(failures=(20,), cited="zammad#1972"),
    ),
    _row(
        "ssh/plain",
        "An SSH server answers: it is not an IMAP server.",
        SSH,
        NOT_IMAP,
        form=PLAIN,
    ),
    _row(
        "garbage/plain",
        "The server answers in no known protocol.",
        GARBAGE,
        NOT_IMAP,
        form=PLAIN,
    ),
    _row(
        "http/ssl",
        "A web server waits for the client's request: the app reports no answer in time.",
        HTTP,
        NO_ANSWER,
        conditions=ENDLESS,
    ),
)

CANCELLED = Scenario(
    id="timeouts/cancelled",
    group=Group.TIMEOUTS,
    why="While the server is silent the page says so; Cancel leads back, and nothing is stored.",
    door=FrontDoor.usual(DelaysCommand(command="LOGIN", seconds=2)),
    mailbox=SINGLE,
    sources=Sources(failures=(6, 22), cited="zammad#1473"),
)

SECOND_TRY = Scenario(
    id="timeouts/then-the-server-answers",
    group=Group.TIMEOUTS,
    why="The server is gone at the first try and there at the second, in the same form.",
    door=FrontDoor.usual(HangsUp(how=CloseMode.RESET)),
    later=FrontDoor.usual(),
    mailbox=SINGLE,
    expected=LOST,
    sources=Sources(failures=(19,), cited="elementary/mail#410"),
)

SECOND_TRY_AFTER_TLS = Scenario(
    id="timeouts/then-the-right-port",
    group=Group.TIMEOUTS,
    why="SSL on the plain port fails; after a correction of the port the next try connects.",
    door=FrontDoor.at({143: Listener(tls=False), 993: Listener(tls=True)}),
    mailbox=SINGLE,
    form=FormTemplate(port=143, use_ssl=True),
    expected=refused(Reason.SSL_NOT_SPOKEN),
    sources=Sources(failures=(19, 4), cited="elementary/mail#410"),
)

ROWS = (*IN_TIME, *REFUSED, CANCELLED, SECOND_TRY, SECOND_TRY_AFTER_TLS)
