"""Rows about servers that answer late or never, close the connection, or are not mail servers.

Most rows run with shortened deadlines of the app, so that a silent server costs only seconds. A row
with `/shipped-deadlines` in its id runs with the app's default deadlines.
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
"""The conditions of a row whose answer is too late only for an app with shortened deadlines."""

ENDLESS = Conditions(skip_if_supports=(HasNoDeadline,))
"""The conditions of a row with a silent server: an app without a deadline would wait forever."""

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
        "The greeting takes one second: the app waits for it, and connects.",
        GreetsAfter(seconds=1),
        Expectation(),
    ),
    _row(
        "login-late-but-in-time",
        "The login takes 1.5 s, less than the app's deadline: the app waits for it, and connects.",
        DelaysCommand(command="LOGIN", seconds=1.5, times=1),
        Expectation(),
        sources=Sources(failures=(48,), cited="odysseus#1027"),
    ),
    _row(
        "login-after-12-seconds/shipped-deadlines",
        "The login takes 12 s, and the app has its default deadlines: it waits, and connects.",
        DelaysCommand(command="LOGIN", seconds=12, times=1),
        Expectation(),
        conditions=Conditions(shipped_deadlines=True),
        sources=Sources(failures=(48, 22), cited="odysseus#1027"),
    ),
)

REFUSED = (
    _row(
        "never-accepts",
        "A firewall drops every attempt to connect: the app says so within its deadline.",
        NeverAccepts(),
        NO_ANSWER,
        conditions=ENDLESS,
        sources=Sources(failures=(6, 11), cited="erpnext#10655"),
    ),
    _row(
        "silent/ssl",
        "The server accepts the connection and stays silent: the app says so within its deadline.",
        StaysSilent(),
        NO_ANSWER,
        conditions=ENDLESS,
        sources=Sources(failures=(6,), cited="frappe/frappe#20599"),
    ),
    _row(
        "silent/plain",
        "Without SSL, the server stays silent: the app says so within its deadline.",
        StaysSilent(),
        NO_ANSWER,
        form=PLAIN,
        conditions=ENDLESS,
        sources=Sources(failures=(6,), cited="nextcloud/mail#3014"),
    ),
    _row(
        "greeting-too-late",
        "The greeting comes after the app's deadline: the app reports no answer, not an SSL error.",
        GreetsAfter(seconds=4),
        NO_ANSWER,
        conditions=LOWERED,
        sources=Sources(failures=(20, 22), cited="cozy-emails#350"),
    ),
    _row(
        "login-too-late",
        "The login takes longer than the app's deadline: no answer in time, not a wrong password.",
        DelaysCommand(command="LOGIN", seconds=5),
        NO_ANSWER,
        conditions=LOWERED,
        sources=Sources(failures=(22,), cited="zammad#3037"),
    ),
    _row(
        "reset-at-once",
        "The connection is reset before the greeting: the app reports a lost connection.",
        HangsUp(how=CloseMode.RESET),
        LOST,
        sources=Sources(failures=(11, 20), cited="SuiteCRM#3709"),
    ),
    _row(
        "closed-at-once/plain",
        "The connection is closed before the greeting: the app reports a lost connection.",
        HangsUp(),
        LOST,
        form=PLAIN,
        sources=Sources(failures=(20,), cited="berlicrm#677"),
    ),
    _row(
        "bye-unavailable",
        "The server greets with BYE [UNAVAILABLE]: the app says to try later, and quotes it.",
        Greets(text="* BYE [UNAVAILABLE] Down for maintenance until noon"),
        refused(Reason.TRY_LATER, must_mention=("Down for maintenance until noon",)),
        sources=Sources(failures=(47,), cited="imap-backup#123"),
    ),
    _row(
        "smtp/plain",
        "An SMTP server answers, without SSL: the app says that this is no IMAP server.",
        SMTP,
        NOT_IMAP,
        form=PLAIN,
        sources=Sources(failures=(20,), cited="zammad#1972"),
    ),
    _row(
        "smtp/ssl",
        "An SMTP server answers, over SSL: the app says that this is no IMAP server.",
        SMTP,
        NOT_IMAP,
        sources=Sources(failures=(20,), cited="zammad#1972"),
    ),
    _row(
        "ssh/plain",
        "An SSH server answers: the app says that this is no IMAP server.",
        SSH,
        NOT_IMAP,
        form=PLAIN,
    ),
    _row(
        "garbage/plain",
        "The server answers with random bytes: the app says that this is no IMAP server.",
        GARBAGE,
        NOT_IMAP,
        form=PLAIN,
    ),
    _row(
        "http/ssl",
        "A web server waits for a request, and says nothing: the app reports no answer in time.",
        HTTP,
        NO_ANSWER,
        conditions=ENDLESS,
    ),
)

CANCELLED = Scenario(
    id="timeouts/cancelled",
    group=Group.TIMEOUTS,
    why="While the app connects, the page says so; Cancel shows the form, and nothing is stored.",
    door=FrontDoor.usual(DelaysCommand(command="LOGIN", seconds=2)),
    mailbox=SINGLE,
    sources=Sources(failures=(6, 22), cited="zammad#1473"),
)

SECOND_TRY = Scenario(
    id="timeouts/then-the-server-answers",
    group=Group.TIMEOUTS,
    why="The server is down at the first click on Connect: a second click in the form connects.",
    door=FrontDoor.usual(HangsUp(how=CloseMode.RESET)),
    later=FrontDoor.usual(),
    mailbox=SINGLE,
    expected=LOST,
    sources=Sources(failures=(19,), cited="elementary/mail#410"),
)

SECOND_TRY_AFTER_TLS = Scenario(
    id="timeouts/then-the-right-port",
    group=Group.TIMEOUTS,
    why="SSL at the plain port is refused: with the port corrected, the same form connects.",
    door=FrontDoor.at({143: Listener(tls=False), 993: Listener(tls=True)}),
    mailbox=SINGLE,
    form=FormTemplate(port=143, use_ssl=True),
    expected=refused(Reason.SSL_NOT_SPOKEN),
    sources=Sources(failures=(19, 4), cited="elementary/mail#410"),
)

ROWS = (*IN_TIME, *REFUSED, CANCELLED, SECOND_TRY, SECOND_TRY_AFTER_TLS)
